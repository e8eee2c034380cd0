package crs_test

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo/crs"
)

func ExampleParse() {
	zone, err := crs.Parse("EPSG:4548") // CGCS2000, central meridian 117°E
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := zone.ToWGS84(orb.Point{462498.1169, 3920668.7463})
	fmt.Printf("%.7f %.7f %v\n", p[0], p[1], err)
	// Output: 116.5871000 35.4146000 <nil>
}

func ExampleDetect() {
	// Metres with a zone before the eastings, in a file that names no system.
	s, err := crs.Detect(nil, orb.Bound{Min: orb.Point{39450000, 3910000}, Max: orb.Point{39480000, 3930000}})
	fmt.Println(s.Name(), err)

	_, err = crs.Detect(nil, orb.Bound{Min: orb.Point{35.1, 116.2}, Max: orb.Point{35.8, 116.9}})
	fmt.Println(err)
	// Output:
	// EPSG:4527 <nil>
	// EPSG:4326: latitude seems to stand before longitude, as of a place in China: x 35.1…35.8, y 116.2…116.9 (try --swap-axes)
}

func ExampleFromWKT() {
	_, err := crs.FromWKT(`GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],` +
		`PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`)
	fmt.Println(err)
	// Output: coordinate system "GCS_Xian_1980" is on the datum "D_Xian_1980", which needs local parameters; convert the file to CGCS2000 or WGS-84 first
}
