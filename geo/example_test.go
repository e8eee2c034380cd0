package geo_test

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo"
)

func ExampleSnap() {
	p, err := geo.Snap(orb.Point{116.5871, 35.4146})
	fmt.Println(p, p.LonLat(), err)
	// Output: {1165871000 354146000} [116.5871 35.4146] <nil>
}

func ExampleMultiPolygon_Owns() {
	west := geo.MultiPolygon{{{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 10, Y: 10}, {X: 0, Y: 10}}}}
	east := geo.MultiPolygon{{{{X: 10, Y: 0}, {X: 20, Y: 0}, {X: 20, Y: 10}, {X: 10, Y: 10}}}}
	border := geo.Point{X: 10, Y: 5}
	fmt.Println(west.Owns(border), east.Owns(border))
	// Output: false true
}

func ExampleDistance() {
	jining, beijing := orb.Point{116.5871, 35.4146}, orb.Point{116.403963, 39.915119}
	fmt.Printf("%.3f m\n", geo.Distance(jining, beijing))
	// Output: 499774.830 m
}

func ExampleMultiPolygon_Area() {
	grid := geo.MultiPolygon{{{
		{X: 1165800000, Y: 354100000},
		{X: 1165900000, Y: 354100000},
		{X: 1165900000, Y: 354200000},
		{X: 1165800000, Y: 354200000},
	}}}
	fmt.Printf("%.0f m²\n", grid.Area())
	// Output: 1007686 m²
}
