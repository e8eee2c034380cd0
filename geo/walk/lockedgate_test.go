package walk_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// TestNoLinkThroughALockedGate: a home in a yard whose only opening is a locked gate does not stand
// on the street outside; with the gate open it does, and so says nothing of the wall beside it.
func TestNoLinkThroughALockedGate(t *testing.T) {
	yard := func(gate map[string]string) *walk.Streets {
		return &walk.Streets{
			Ways:  []walk.Way{way(1, tags("highway", "residential"), board(-3, -0.1), board(0, -0.1), board(3, -0.1))},
			Gates: []walk.Gate{{Number: 5, Points: geo.Line{board(-0.02, 0), board(0, 0), board(0.02, 0)}, Tags: gate}},
			Barriers: []walk.Barrier{
				{Number: 7, Points: geo.Line{board(-3, 0), board(-0.02, 0)}, Tags: tags("barrier", "wall")},
				{Number: 8, Points: geo.Line{board(0.02, 0), board(3, 0)}, Tags: tags("barrier", "wall")},
			},
		}
	}
	home := board(0.001, 0.05)
	n, _ := build(t, yard(tags("barrier", "gate", "locked", "yes")))
	if _, miss := n.Snap(home); miss.Reason != walk.BehindWall || miss.Behind.Number != 5 {
		t.Errorf("behind the locked gate: %+v", miss)
	}
	n, _ = build(t, yard(tags("barrier", "gate")))
	if _, miss := n.Snap(home); !miss.OK() {
		t.Errorf("behind the open gate: %+v", miss)
	}
	if _, miss := n.Snap(board(0.5, 0.05)); miss.Reason != walk.BehindWall {
		t.Errorf("behind the wall: %+v", miss)
	}
}
