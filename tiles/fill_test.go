package tiles

import (
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/tiles/mvt"
)

// TestFeaturesAreComparedByWhatTheyTell: a new name has the same number in its table as the old one
// had in its own, and is another name nevertheless.
func TestFeaturesAreComparedByWhatTheyTell(t *testing.T) {
	before, same := newTown(t, town(4)), newTown(t, town(4))
	layers := town(4)
	f := &layers[1].Features[7]
	f.Props = slices.Clone(f.Props)
	f.Props[1].Value = mvt.String("改名")
	after := newTown(t, layers)
	for i := range before.layers {
		for k := range before.layers[i].features {
			a, b, c := before.layers[i].features[k], same.layers[i].features[k], after.layers[i].features[k]
			if !reflect.DeepEqual(a, b) || reflect.DeepEqual(a, c) != (i != 1 || k != 7) {
				t.Fatalf("layer %d, feature %d: %v, %v, %v", i, k, a.told, b.told, c.told)
			}
		}
	}
}
