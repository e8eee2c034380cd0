package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// canaryBodies are what each row that is for everybody and takes a body is sent, by name: about a spot
// (its lon and lat are filled in) and an address that have their people. A row that is not here fails.
var canaryBodies = map[string][]string{
	"locateByBody": {`{%[1]s}`, `{%[1]s,"fields":"areas,posts,stations"}`, `{%[1]s,"at":"2026-11-29T20:00:00+08:00"}`},
	"findAddress":  {`{"address":"%[2]s"}`, `{"address":"%[2]s1单元"}`}, // it repeats what it does not understand
	"searchByBody": {`{"q":"` + canaryPerson + `"}`, `{"q":"` + canaryDuty + `"}`, `{"q":"` + canaryCode + `"}`, `{"q":"%[2]s"}`, `{"q":"网格",%[1]s}`},
	"listAreasWithin": {
		`{"type":"Polygon","coordinates":[%[3]s]}`,
		`{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[%[3]s]}}`,
	},
	"drawPicture": {`{%[1]s,"zoom":16,"width":128,"height":128}`},
	"findWay":     {`{%[1]s,"code":"nix"}`, `{%[1]s,"code":"%[4]s"}`},
	"signIn":      {`{"name":"nobody","password":"wrong"}`},
	"signInDemo":  {`{"account":"nobody"}`},
	"signInWall":  {`{"token":"rs_wrong"}`},
}

// canaryLines are the lines of the other form of a row, by its name and the type of the lines.
var canaryLines = map[string]map[string]string{
	"locateByBody": {"application/x-ndjson": "{%[1]s,\"id\":1}\n{%[1]s}\n", "text/csv": "id,lon,lat\n1,%[5]s\n2,%[5]s\n"},
	"findAddress":  {"application/x-ndjson": "{\"address\":\"%[2]s\",\"id\":1}\n", "text/csv": "id,address\n1,%[2]s\n"},
}

// manned is a place of the canary city that has its people, as the texts above are filled.
type manned struct{ lonLat, address, ring, station, cells string }

func (m *manned) fill(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	return fmt.Sprintf(text+"%.0[1]s%.0[2]s%.0[3]s%.0[4]s%.0[5]s", m.lonLat, m.address, m.ring, m.station, m.cells)
}

// mannedPlace finds a manned spot, a building whose address leads to manned ground, and a station.
func mannedPlace(t *testing.T, d *desk) *manned {
	t.Helper()
	_, spot := mannedGrid(t, d)
	var lon, lat float64
	if _, err := fmt.Sscanf(spot, "lon=%f&lat=%f", &lon, &lat); err != nil {
		t.Fatal(err)
	}
	at := func(x, y float64) string { return fmt.Sprintf("[%.7f,%.7f]", lon+x, lat+y) }
	m := &manned{
		lonLat: fmt.Sprintf(`"lon":%.7f,"lat":%.7f`, lon, lat), cells: fmt.Sprintf("%.7f,%.7f", lon, lat),
		ring: "[" + strings.Join([]string{at(-0.003, -0.003), at(0.003, -0.003), at(0.003, 0.003), at(-0.003, 0.003), at(-0.003, -0.003)}, ",") + "]",
	}
	for _, kind := range []city.RecordKind{city.KindBuilding, city.KindPlace} {
		rs, err := d.store.Records(t.Context(), city.Query{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rs {
			switch c := rs[i].Content.(type) {
			case *city.Building:
				if m.address == "" && c.Address.Road != "" && c.Address.Number != "" {
					m.address = c.Address.Road + c.Address.Number
				}
			case *city.Place:
				if c.Kind == "red_sail_station" {
					m.station = c.Code
				}
			}
		}
	}
	if m.address == "" || m.station == "" {
		t.Fatalf("%+v", m)
	}
	return m
}

// TestNoPersonInAnswersToBodies: of the made-up city, every row that is for everybody and takes a body, or
// lines, tells no person, to a stranger and to a wall, in any form and with all columns,
// about ground that has its people.
func TestNoPersonInAnswersToBodies(t *testing.T) {
	d := canaryCity(t)
	wall, _, err := d.accounts.gate.CreateToken(t.Context(), access.Command(), access.NewToken{Name: "w", Display: true, View: wallOfTheCity, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	m := mannedPlace(t, d)
	asked, posts, rows := 0, 0, 0
	look := func(rt *httpapi.Route, query, media, body string) {
		for _, f := range manners(rt) {
			target := rt.Pattern + query
			if f.f != "" {
				target = withForm(target, f.f)
			}
			for _, token := range []string{"", wall} {
				header := []string{"Content-Type", media, "Accept", "*/*"}
				if f.accept != "" {
					header[3] = f.accept
				}
				if token != "" {
					header = append(header, "Authorization", "Bearer "+token)
				}
				res := d.ask(http.MethodPost, target, body, header...)
				text := bodyOf(t, res)
				asked++
				if f == (manner{}) && token == "" && res.StatusCode == http.StatusBadRequest && rt.Name != "signInWall" {
					t.Errorf("%s %s %s is no question: %.300s", target, media, body, text)
				}
				if res.StatusCode == http.StatusOK && (strings.Contains(text, "full_time_worker") || strings.Contains(text, "grid_head")) {
					posts++
				}
				noCanary(t, target+" "+media, strings.ReplaceAll(text, body, "")+fmt.Sprint(res.Header))
			}
		}
	}
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if !access.Everybodys(rt.Action) || rt.Body == nil && rt.Bulk == nil && !rt.Upload {
			continue
		}
		rows++
		if len(canaryBodies[rt.Name]) == 0 || rt.Upload {
			t.Errorf("%s %s: there is no body of it", rt.Method, rt.Pattern)
		}
		for _, b := range canaryBodies[rt.Name] {
			look(&rt, "", "application/json", m.fill(b))
		}
		if rt.Bulk == nil {
			continue
		}
		for _, l := range rt.Bulk.Lines {
			lines := m.fill(canaryLines[rt.Name][l.Media])
			if lines == "" {
				t.Errorf("%s %s: there are no lines of it as %s", rt.Method, rt.Pattern, l.Media)
			}
			for _, p := range rt.Bulk.Params {
				if p.Name != "columns" {
					continue
				}
				for _, c := range p.Enum {
					look(&rt, "?columns="+c, l.Media, lines)
				}
			}
		}
	}
	if rows != len(canaryBodies) || asked < 300 || posts < 10 {
		t.Errorf("%d rows of %d, %d answers, of which %d tell of a post", rows, len(canaryBodies), asked, posts)
	}
	t.Logf("%d rows, %d answers, %d of them tell of a post", rows, asked, posts)
	noCanary(t, "the log", d.log.String())
}
