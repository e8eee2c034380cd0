package atlas

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestHalfMadePrivacy: where a defect ends the working out of what may be told, the second who
// asks is told nothing either, not all.
func TestHalfMadePrivacy(t *testing.T) {
	p := &Picture{content: &content{}} // no scheme: a defect
	told := func() (fell bool) {
		defer func() { fell = recover() != nil }()
		n := int64(1000)
		p.told(&city.Version{Area: city.Area{Households: &n}}, false)
		return false
	}
	for range 2 {
		if !told() {
			t.Error("numbers are told though nobody knows which may be")
		}
	}
	for range 2 {
		if list, err := p.hexagons(8); err == nil {
			t.Errorf("%d hexagons, as if there were none", len(list))
		}
	}
}
