package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// renewed is what the tests read of an event about tiles.
type renewed struct {
	ID       string `json:"-"`
	Revision int64
	All      bool
	Layers   []struct {
		Layer string
		All   bool
		Tiles []string
	}
}

func (r *renewed) layers() (keys []string) {
	for _, l := range r.Layers {
		keys = append(keys, l.Layer)
	}
	return keys
}

// names tells whether the tile of a layer may have changed, and whether that is said of all of
// the layer.
func (r *renewed) names(layer, tile string) (named, all bool) {
	for _, l := range r.Layers {
		if l.Layer == layer {
			return l.All || slices.Contains(l.Tiles, tile), l.All
		}
	}
	return false, false
}

// idOf is the id of an event that a stream gave.
func idOf(event string) string {
	id, _, _ := strings.Cut(event, "|")
	return strings.TrimPrefix(id, "id: ")
}

// tiles reads the next event, which is one about tiles.
func (s *stream) tiles() renewed {
	s.t.Helper()
	event := s.next()
	out := renewed{ID: idOf(event)}
	_, data, ok := strings.Cut(event, "|event: tiles|data: ")
	if !ok || json.Unmarshal([]byte(data), &out) != nil {
		s.t.Fatalf("it is no event about tiles: %q", event)
	}
	return out
}

// tags are those of the tiles of the streets at zoom 16, on the city and round it.
func tags(t *testing.T, base string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for x := 53883; x <= 53891; x++ {
		for y := 25042; y <= 25048; y++ {
			name := fmt.Sprintf("16/%d/%d", x, y)
			res, err := http.Get(base + "/tiles/street/" + name + ".mvt")
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != 200 && res.StatusCode != 204 {
				t.Fatalf("%s: %s", name, res.Status)
			}
			out[name] = res.Header.Get("ETag")
		}
	}
	return out
}

// TestTilesAreTold: a listener hears which tiles are other ones, when they can be had; all
// others keep their tags.
func TestTilesAreTold(t *testing.T) {
	d, base, stop := served(t, time.Hour, time.Minute)
	before := tags(t, base)
	s := listen(t, base, "")
	s.next()
	first := idOf(s.next())
	move := func(x int32) renewed {
		t.Helper()
		d.put("", area("street", "a", "d", rect(0, 0, x, 10)), area("street", "b", "d", rect(x, 0, 20, 10)))
		if _, err := d.atlas.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if event := s.next(); !strings.Contains(event, "event: revision|") {
			t.Fatalf("%q", event)
		}
		return s.tiles()
	}
	told := move(9)
	after := tags(t, base)
	changed := 0
	for name, tag := range after {
		if before[name] != tag {
			changed++
		}
		if named, all := told.names("street", name); named != (before[name] != tag) && !all {
			t.Errorf("%s is named: %v; its tag was %q, is %q", name, named, before[name], tag)
		}
	}
	if told.Revision != 3 || told.All || changed == 0 || changed > len(after)/2 {
		t.Errorf("%+v, %d tiles have changed", told, changed)
	}
	for _, want := range []string{"border", "hex", "street"} {
		if !slices.Contains(told.layers(), want) {
			t.Errorf("%s is not named in %v", want, told.layers())
		}
	}
	if slices.Contains(told.layers(), "road") { // the district's border has a vertex where that of the streets meets it
		t.Errorf("named are %v", told.layers())
	}
	second := move(8)
	for _, again := range []*stream{listen(t, base, first), listen(t, base, ""), listen(t, base, second.ID)} {
		again.next()
		switch event := again.next(); {
		case again.res.Request.Header.Get("Last-Event-ID") == first:
			if sum := again.tiles(); sum.Revision != 4 || sum.All || !strings.Contains(event, `"revision":4`) || sum.ID != second.ID || !slices.Equal(sum.layers(), told.layers()) {
				t.Errorf("after a break: %q, then %+v", event, sum)
			}
		case again.res.Request.Header.Get("Last-Event-ID") == second.ID && event != "event: alive|data: {}":
			t.Errorf("who knows all is told %q", event)
		case event != "event: alive|data: {}" && idOf(event) != second.ID:
			t.Errorf("who comes first is told %q", event)
		}
	}
	stop()
}

// TestAfterARestart: numbers of renewals hold for one run. Who comes from another one may have
// missed any, even in the same state.
func TestAfterARestart(t *testing.T) {
	d, base, stop := served(t, time.Hour, time.Minute)
	d.ask("GET", "/tiles/street/0/0/0.mvt", "")
	s := listen(t, base, "")
	s.next()
	state := idOf(s.next())
	state = state[:strings.LastIndex(state, "/")]
	for id, want := range map[string]string{
		state + "/0a1b2c3d-7":                `|event: tiles|data: {"revision":2,"all":true,"layers":[]}`,
		"1/" + state[2:] + "/0a1b2c3d-7":     "event: revision",
		"1/2026-11-20/of-an-older-server":    "event: revision",
		"nonsense":                           "event: revision",
		strings.Repeat("9", 200) + "/x-9999": "event: revision",
	} {
		for _, u := range []struct{ url, header string }{{base, id}, {base + "?last_event_id=" + url.QueryEscape(id), ""}} {
			at, query, _ := strings.Cut(u.url, "?")
			again := listenAt(t, at+"/api/v1/events?"+query, u.header)
			again.next()
			if event := again.next(); !strings.Contains(event, want) {
				t.Errorf("%s: %q", id, event)
			} else if want == "event: revision" {
				if all := again.tiles(); !all.All || len(all.Layers) > 0 || all.Revision != 2 {
					t.Errorf("%s: %+v", id, all)
				}
			}
		}
	}
	stop()
}
