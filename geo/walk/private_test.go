package walk_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// ringTown is a ring of open streets with a private lane through the middle, and stubs that make it the larger.
func ringTown(number int64, x float64, stubs int) []walk.Way {
	out := []walk.Way{
		way(number, tags("highway", "residential"), board(x, 0), board(x+2, 0), board(x+4, 0), board(x+4, 2), board(x+4, 4), board(x+2, 4), board(x, 4), board(x, 2), board(x, 0)),
		way(number+1, tags("highway", "service", "access", "private"), board(x+2, 0), board(x+2, 4)),
	}
	for i := range stubs {
		out = append(out, way(number+2+int64(i), tags("highway", "residential"), board(x, 2), board(x-1, 2+float64(i)/2)))
	}
	return out
}

// TestPrivateLanesOfEveryPart: residents' lanes are no way through in any part of the network, however
// small it is and however it is joined to the rest, and lead in and out everywhere.
func TestPrivateLanesOfEveryPart(t *testing.T) {
	bridge := func(tagged map[string]string) []walk.Way {
		return []walk.Way{way(50, tagged, board(4, 2), board(10, 2))}
	}
	for name, bridge := range map[string][]walk.Way{
		"apart":                 nil,
		"over a bridge":         bridge(tags("highway", "residential")),
		"over a private bridge": bridge(tags("highway", "residential", "access", "private")),
	} {
		n, r := build(t, &walk.Streets{Ways: append(append(ringTown(1, 0, 6), ringTown(20, 10, 0)...), bridge...)})
		through, ok := walkTime(t, n, board(2, 0), board(2, 4))
		if !ok {
			t.Fatal(name)
		}
		if there, ok := walkTime(t, n, board(12, 0), board(12, 4)); !ok || there.Time+3 < through.Time || there.Metres < 700 {
			t.Errorf("%s: %v, %.0f m in the smaller town, %v in the larger", name, there.Time, float64(there.Metres), through.Time)
		}
		for _, x := range []float64{2, 12} {
			for _, ends := range [][2]geo.Point{{board(x, 2), board(x, 4)}, {board(x, 4), board(x, 2)}} {
				if in, ok := walkTime(t, n, ends[0], ends[1]); !ok || in.Time >= through.Time/2 {
					t.Errorf("%s: to or from the lane at %v it takes %v of %v", name, x, in.Time, through.Time)
				}
			}
		}
		if _, ok := walkTime(t, n, board(12, 2), board(2, 2)); ok != (bridge != nil) {
			t.Errorf("%s: from one lane to the other: %v", name, ok)
		}
		if p := r.Private(); len(p) != 0 {
			t.Errorf("%s: parts without a public way: %+v", name, p)
		}
	}
}

// TestAPartWithoutPublicWays: where nothing is open to all one walks, and is told so.
func TestAPartWithoutPublicWays(t *testing.T) {
	private := tags("highway", "service", "access", "private")
	n, r := build(t, &walk.Streets{Ways: append(ringTown(1, 0, 0), way(30, private, board(10, 0), board(11, 0)), way(31, private, board(11, 0), board(12, 0)))})
	if _, ok := walkTime(t, n, board(10, 0), board(12, 0)); !ok {
		t.Error("nobody walks where all is private")
	}
	if p := r.Private(); len(p) != 1 || p[0].Way != 30 || p[0].Nodes != 3 || p[0].Public || !r.Main.Public {
		t.Errorf("told are %+v; the main part is %+v", p, r.Main)
	}
}
