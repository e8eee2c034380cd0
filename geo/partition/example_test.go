package partition_test

import (
	"context"
	"fmt"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// Two plots drawn apart: the second has a vertex on the common border that the first
// lacks, one unit (1.1 cm) off. Node lets both go through it; nothing is left between.
func Example() {
	plot := func(points ...geo.Point) geo.MultiPolygon {
		m, err := partition.Normalise(geo.MultiPolygon{{points}})
		if err != nil {
			panic(err)
		}
		return m
	}
	areas := []partition.Area{
		{Code: "west", Shape: plot(geo.Point{X: 0, Y: 0}, geo.Point{X: 1000, Y: 0}, geo.Point{X: 1000, Y: 1000}, geo.Point{X: 0, Y: 1000})},
		{Code: "east", Shape: plot(geo.Point{X: 1000, Y: 0}, geo.Point{X: 2000, Y: 0}, geo.Point{X: 2000, Y: 1000}, geo.Point{X: 1000, Y: 1000}, geo.Point{X: 1001, Y: 400})},
	}
	noded, err := partition.Node(context.Background(), areas)
	if err != nil {
		panic(err)
	}
	for i := range areas {
		areas[i].Shape = noded.Shapes[i]
		fmt.Println(areas[i].Code, "changed:", noded.Changed[i], "label:", partition.LabelPoint(areas[i].Shape))
	}
	faults, err := partition.FindFaults(context.Background(), areas)
	if err != nil {
		panic(err)
	}
	fmt.Println("moved", noded.MaxMove, "overlaps", len(faults.Overlaps), "gaps", len(faults.Gaps))
	// Output:
	// west changed: true label: {500 500}
	// east changed: false label: {1500 500}
	// moved 1 overlaps 0 gaps 0
}
