package partition_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// star is a closed line of which each edge crosses each other one.
func star(n int) geo.Ring {
	out := make(geo.Ring, n)
	for i := range out {
		a := 2 * math.Pi * float64(i) * float64(n/2) / float64(n)
		out[i] = geo.Point{X: int32(1e6 * math.Cos(a)), Y: int32(1e6 * math.Sin(a))}
	}
	return out
}

// TestTangles: a shape or line of 20,001 edges that cross each other 200 million times is
// refused before the crossings fill the memory.
func TestTangles(t *testing.T) {
	const n = 20_001
	var fault *partition.Fault
	if _, err := partition.Normalise(geo.MultiPolygon{{star(n)}}); !errors.As(err, &fault) || fault.Reason != partition.SelfCrossing || len(fault.At) == 0 {
		t.Error("Normalise:", err)
	}
	if at := partition.LineMeets(geo.Line(star(n))); len(at) == 0 {
		t.Error("LineMeets finds nothing")
	}
	square := geo.MultiPolygon{{{{X: -2e6, Y: -2e6}, {X: 2e6, Y: -2e6}, {X: 2e6, Y: 2e6}, {X: -2e6, Y: 2e6}}}}
	if _, err := partition.Cut(context.Background(), square, geo.Line(star(n))); !errors.Is(err, partition.ErrUnstable) {
		t.Error("Cut:", err)
	}
}
