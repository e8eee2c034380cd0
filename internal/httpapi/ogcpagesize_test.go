package httpapi_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestOGCPageSize: a page for people ends where it gets large, and its next page goes on there.
func TestOGCPageSize(t *testing.T) {
	const places, bound = 60, 8 << 20
	d := newDesk(t, nil, nil)
	var all []city.Content
	for i := range places {
		all = append(all, &city.Place{
			Kind: "police_post", Code: fmt.Sprintf("long%02d", i), Names: city.Names{Zh: strings.Repeat("<", city.MaxText)}, Point: spot(1, 1), State: city.PlaceOpen,
		})
	}
	d.apply("", all...)
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := regexp.MustCompile(`<a rel="next" href="([^"]*)"`)
	target, seen, pages := items("police_post", "limit", "10000", "f", "html"), 0, 0
	for ; target != ""; pages++ {
		r := d.ask("GET", target, "")
		text := bodyOf(t, r)
		if r.StatusCode != 200 || len(text) > bound+64<<10 {
			t.Fatalf("page %d: %d, %d bytes", pages, r.StatusCode, len(text))
		}
		seen += strings.Count(text, `/items/long`)
		target = ""
		if m := next.FindStringSubmatch(text); m != nil {
			target = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	if pages < 2 || seen != places {
		t.Errorf("%d of %d places on %d pages", seen, places, pages)
	}
}
