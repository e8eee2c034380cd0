package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// Two districts, of which the second is drawn two centimetres and a half over the first.
const districts = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"code":"w","name":"西"},"geometry":{"type":"Polygon","coordinates":[[[116,40],[116.01,40],[116.01,40.01],[116,40.01],[116,40]]]}},
{"type":"Feature","properties":{"code":"e","name":"东"},"geometry":{"type":"Polygon","coordinates":[[[116.0099997,40],[116.02,40],[116.02,40.01],[116.0099997,40.01],[116.0099997,40]]]}}
]}`

func ExampleImport() {
	if err := importDistricts(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// stored_with_findings: 2 of 2 taken, revision 1
	//   e and w overlap on 28.4 m², 0.026 m wide
	// unchanged: 2 of 2 taken, revision 1
	//   e and w overlap on 28.4 m², 0.026 m wide
}

func importDistricts(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "districts.geojson")
	if err := os.WriteFile(file, []byte(districts), 0o600); err != nil {
		return err
	}
	scheme, err := city.ParseScheme([]byte(`layers: [{key: district, name: {zh: 区, en: District}, parent: "", partition: true}]`))
	if err != nil {
		return err
	}
	s, err := gpkg.Init(ctx, filepath.Join(dir, "city.gpkg"), scheme, gpkg.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	for range 2 {
		r, err := intake.Import(ctx, s, file, intake.Options{Layer: "district"})
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d of %d taken, revision %d\n", r.Status, r.Accepted, r.Read, r.Revision)
		for _, o := range r.Overlaps {
			fmt.Printf("  %s and %s overlap on %.1f m², %.3f m wide\n", o.Codes[0], o.Codes[1], o.AreaM2, o.WidthM)
		}
	}
	return nil
}
