package atlas_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// TestVanishedCode: a code that began and ended on one day leads to its heir, in the look-up
// of the area and in the search.
func TestVanishedCode(t *testing.T) {
	store := openStore(t, plain)
	apply(t, store, always(area("upper", "stays", "", rect(0, 0, 9, 9))))
	day := date(t, "2026-01-01")
	part := area("upper", "brief", "", rect(0, 0, 4, 9))
	apply(t, store, city.Change{Effective: day, Entries: []city.Entry{city.PutArea(part, city.Period{From: day, To: city.OpenEnd})}})
	apply(t, store, city.Change{Effective: day, Entries: []city.Entry{city.DeleteArea(part.Key(), day, "stays")}})
	a := openAtlas(t, store, noon)
	got, err := a.Area(t.Context(), a.Current(), "upper", "brief")
	if err != nil || got.Matched != city.MatchedRetired || !slices.Equal(got.Successors, []string{"stays"}) || got.Valid != (atlas.Span{From: "2026-01-01", To: "2026-01-01"}) {
		t.Errorf("%+v %v", got, err)
	}
	for _, text := range []string{"brief", "名brief"} {
		hits, err := a.Search(t.Context(), a.Current(), atlas.SearchAsk{Text: text})
		if err != nil || len(hits) == 0 || hits[0].Code != "stays" || hits[0].Matched != atlas.ByRetired || !strings.Contains(hits[0].Note, "brief") {
			t.Errorf("%s: %+v %v", text, hits, err)
		}
	}
	if _, err := a.Standing(t.Context(), a.Current(), "upper", "brief"); city.CodeOf(err) != "unknown_code" || !strings.Contains(err.Error(), "ended") {
		t.Error(err)
	}
	var known *city.Error
	if _, err := a.Area(t.Context(), a.Current(), "upper", "never"); !errors.As(err, &known) || known.Kind != city.NotFound {
		t.Error(err)
	}
}
