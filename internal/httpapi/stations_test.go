package httpapi_test

import (
	"context"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// openPlaces puts a station with hours and a police_post without into the city, and shows them.
func (d *desk) openPlaces() {
	d.t.Helper()
	p := func(x, y int32) geo.Point { return geo.Point{X: 1_160_000_000 + x*1_000, Y: 390_000_000 + y*1_000} }
	station := city.Place{
		Kind: "red_sail_station", Code: "RS1", Names: city.Names{Zh: "临街驿站"}, Point: p(350, 30), Entrances: []geo.Point{p(380, 30), p(351, 31)}, State: city.PlaceOpen,
		Hours: &city.Hours{Week: []city.WeekRule{{Days: city.Saturday, Open: []city.Span{city.Clock(8*60, 20*60)}}}},
	}
	police_post := city.Place{Kind: "police_post", Code: "PP1", Point: p(370, 30), State: city.PlaceOpen}
	c := city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutContent(&station, city.Always()), city.PutContent(&police_post, city.Always())}}
	if _, err := d.store.Apply(context.Background(), c); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.atlas.Refresh(context.Background()); err != nil {
		d.t.Fatal(err)
	}
}

// TestStations: names, order and types of what is near, by GET and by POST.
func TestStations(t *testing.T) {
	d := newDesk(t, nil, nil)
	d.openPlaces()
	const head = `{"point":{"lon":116.035,"lat":39.003,"crs":"wgs84"},"at":"2026-11-21T10:00:00+08:00","revision":3,`
	const station = `{"kind":"red_sail_station","code":"RS1","name":"临街驿站","walk_s":16,"distance_m":20,"open":true,"method":"estimate","point":[116.035,39.003]}`
	const police_post = `{"kind":"police_post","code":"PP1","name":"PP1","walk_s":195,"distance_m":243,"open":null,"method":"estimate","point":[116.037,39.003]}`
	const covered = `"coverage":{"within_10_min":true,"method":"estimate","doubtful":false}}`
	for _, c := range []struct{ query, body, want string }{
		{"fields=stations", `"fields":"stations"`, head + `"stations":[` + station + `]}`},
		{"fields=stations,coverage&kinds=police_post", `"fields":"coverage,stations","kinds":"police_post"`, head + `"stations":[` + police_post + `],` + covered},
		{"fields=coverage,stations&kinds=police_post,red_sail_station", `"fields":"coverage,stations","kinds":"red_sail_station,police_post"`,
			head + `"stations":[` + station + `,` + police_post + `],` + covered},
		{"fields=coverage", `"fields":"coverage"`, head + covered},
	} {
		got := bodyOf(t, d.ask("GET", "/api/v1/locate?lon=116.035&lat=39.003&"+c.query, ""))
		posted := bodyOf(t, d.ask("POST", "/api/v1/locate", `{"lon":116.035,"lat":39.003,`+c.body+`}`, "Content-Type", "application/json"))
		if strings.TrimSpace(got) != c.want || posted != got {
			t.Errorf("%s\nGET  %sPOST %swant %s", c.query, got, posted, c.want)
		}
	}
}

// TestStationsAtNight: `open` is of the moment asked about, the rest of its date.
func TestStationsAtNight(t *testing.T) {
	d := newDesk(t, nil, nil)
	d.openPlaces()
	for at, want := range map[string]string{
		"2026-11-21T07:59:59%2B08:00": `"open":false`, "2026-11-21T08:00:00%2B08:00": `"open":true`, "2026-11-21T11:59:59Z": `"open":true`,
		"2026-11-21T12:00:00Z": `"open":false`, "2026-11-22": `"open":null`,
	} {
		if got := bodyOf(t, d.ask("GET", "/api/v1/locate?lon=116.035&lat=39.003&fields=stations&at="+at, "")); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}
