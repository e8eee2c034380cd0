package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// The spot that no log may hold, and a corner beside it.
const (
	canaryLon, canaryLat = "116.0031415", "39.0027182"
	canarySpot           = canaryLon + "," + canaryLat
	canaryBox            = canarySpot + ",116.0231415,39.0127182"
	canaryRing           = "[[" + canarySpot + "],[116.0231415," + canaryLat + "],[116.0231415,39.0127182],[" + canarySpot + "]]"
)

// positionBodies are what the rows whose body holds a position are sent, right and wrong, by name. A row
// of which positioned is true, and that is not here, fails.
var positionBodies = map[string][]string{
	"locateByBody":    {`{"lon":@}`, `{"lon":@,"accuracy":99999}`, `{"lon":@,"crs":"canary"}`},
	"findWay":         {`{"lon":@,"code":"s2"}`, `{"lon":@,"code":"canary"}`},
	"searchByBody":    {`{"q":"` + canarySpot + `"}`, `{"q":"canary"}`, `{"q":"x","lon":@}`},
	"drawPicture":     {`{"lon":@,"zoom":13,"width":64,"height":64}`, `{"lon":@,"zoom":99,"width":64,"height":64}`},
	"listAreasWithin": {`{"type":"Polygon","coordinates":[` + canaryRing + `]}`, `{"type":"Polygon","coordinates":[[[999` + canarySpot + `]]]}`},
	"listInside":      {`{"type":"Polygon","coordinates":[` + canaryRing + `]}`, `{"type":"Polygon","coordinates":[[[999` + canarySpot + `]]]}`},
	"getSpot":         {`{"lon":@}`, `{"lon":@,"kind":"canary"}`},
	"site":            {`{"new":1,"candidates":[{"lon":@}]}`, `{"new":1,"candidates":[[` + canarySpot + `]]}`},
	"editScenario":    {`{"op":"open","name":"canary","lon":@}`, `{"op":"move","place":"canary","lon":@}`},
	"newScenario":     {`{"name":"canary","edits":[{"op":"open","lon":@}]}`, `{"name":"canary","edits":[{"op":"canary","lon":@}]}`},
	"change": {
		`{"edits":[{"split":{"layer":"street","code":"a","line":[[` + canarySpot + `],[116.0031415,39.0127182]]}}]}`,
		`{"edits":[{"move_arc":{"layer":"street","between":["a","b"],"from":[` + canarySpot + `],"to":[` + canarySpot + `],"path":[[` + canarySpot + `]]}}]}`,
		`{"puts":[{"layer":"park","code":"pond","geometry":{"type":"Polygon","coordinates":[` + canaryRing + `]}}]}`,
	},
	"makeReport":       {`{"line":[[` + canarySpot + `],[116.0231415,39.0027182]],"note":"canary"}`},
	"getDrawingLayers": {`canary ` + canarySpot},
	"newImport":        {`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"pond"},"geometry":{"type":"Polygon","coordinates":[` + canaryRing + `]}}]}`, `canary ` + canarySpot},
}

// positionLines are those of the rows that take lines, by name and type.
var positionLines = map[string]map[string]string{
	"locateByBody": {
		"application/x-ndjson": `{"lon":@}` + "\n" + `{"lon":@,"id":"canary"}` + "\n" + `{"lon":@` + "\n",
		"text/csv":             "id,lon,lat\ncanary," + canarySpot + "\ncanary,x," + canaryLat + "\n",
	},
	"findAddress": {
		"application/x-ndjson": `{"address":"canary ` + canarySpot + `"}` + "\n" + `{"address":` + "\n",
		"text/csv":             "id,address\ncanary,\"" + canarySpot + "\"\n",
	},
}

// positioned tells whether the body of a row holds a position.
func positioned(rt *httpapi.Route) bool {
	if rt.Upload {
		return true
	}
	if rt.Body == nil {
		return false
	}
	for _, p := range rt.Body.Params {
		if p.Name == "lon" {
			return true
		}
	}
	return rt.Body.Of != nil && holdsPosition(reflect.TypeOf(rt.Body.Of), map[reflect.Type]bool{})
}

// holdsPosition is true of a type that has a field for a position or a shape, however deep.
func holdsPosition(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Map:
		return holdsPosition(t.Elem(), seen)
	case reflect.Slice, reflect.Array:
		return t.Elem().Kind() == reflect.Float64 || holdsPosition(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if slices.Contains([]string{"lon", "lat", "coordinates", "geometry", "point", "line"}, name) || holdsPosition(t.Field(i).Type, seen) {
				return true
			}
		}
	default: // a number or a text is none by itself
	}
	return false
}

// canaryQueries are what the query of a row may hold of the spot: by its own parameters, and wrongly.
func canaryQueries(rt *httpapi.Route) []string {
	own, wrong := []string{}, []string{"canary=" + canarySpot}
	for _, p := range rt.Params {
		switch {
		case p.Header || strings.Contains(rt.Pattern, "{"+p.Name+"}") || p.Name == "dry_run":
		case p.Name == "bbox":
			own = append(own, "bbox="+canaryBox)
		case p.Name == "lon":
			own = append(own, "lon="+canaryLon)
		case p.Name == "lat":
			own = append(own, "lat="+canaryLat)
		case p.Name == "q":
			own = append(own, "q="+canarySpot)
		default:
			wrong = append(wrong, p.Name+"="+canarySpot+"canary")
		}
	}
	out := []string{strings.Join(own, "&"), strings.Join(append(own, wrong...), "&")}
	for _, w := range wrong {
		out = append(out, strings.Join(append(slices.Clone(own), w), "&"))
	}
	return out
}

// positionCall is a request that holds the spot.
type positionCall struct{ target, media, body string }

// positionCalls are all in which a row is asked about the spot.
func positionCalls(t *testing.T, rt *httpapi.Route) (out []positionCall) {
	t.Helper()
	path, sampled, _ := strings.Cut(samples[rt.Pattern], "?")
	hole := url.PathEscape("canary" + canarySpot)
	if rt.Action == "persons.export" || rt.Action == "persons.erase" {
		hole = "x" // the audit is to hold whose record somebody was after, be there one or not
	}
	paths := []string{regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(rt.Pattern, hole)}
	if path != "" {
		paths = append(paths, path)
	}
	bodies := []string{""}
	if rt.Body != nil || rt.Upload {
		bodies = append(positionBodies[rt.Name], `{"canary":"`+canarySpot+`"}`, canarySpot)
	}
	if positioned(rt) != (len(positionBodies[rt.Name]) > 0) {
		t.Errorf("%s %s: its body holds a position: %v; it has %d samples", rt.Method, rt.Pattern, positioned(rt), len(positionBodies[rt.Name]))
	}
	fill := strings.NewReplacer("@", canaryLon+`,"lat":`+canaryLat)
	for _, p := range paths {
		for _, q := range append(canaryQueries(rt), sampled) {
			out = append(out, positionCall{p + "?" + q, "application/json", fill.Replace(bodies[0])})
		}
		for _, b := range bodies {
			query := ""
			if rt.Upload {
				query = "?layer=park&format=geojson&dry_run=true"
			}
			out = append(out, positionCall{p + query, "application/json", fill.Replace(b)})
		}
		if rt.Bulk == nil {
			continue
		}
		for _, l := range rt.Bulk.Lines {
			if positionLines[rt.Name][l.Media] == "" {
				t.Errorf("%s %s: there are no lines of it as %s", rt.Method, rt.Pattern, l.Media)
			}
			out = append(out, positionCall{p, l.Media, fill.Replace(positionLines[rt.Name][l.Media])})
		}
	}
	return out
}

// nextPage finds the number after which the next page of the audit begins; 0 on the last.
var nextPage = regexp.MustCompile(`"next":(\d+)`)

// TestLogOfPositions: whatever row of the table is asked about a position, in its path, query, body or
// lines, right or wrong, by whom: neither the log nor the audit holds a digit of it, or what was searched.
func TestLogOfPositions(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	worker := d.accounts.token("worker", []access.Role{access.Worker})
	asked, answered := 0, 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		d.patience = 0
		if rt.Cost == httpapi.Stream {
			d.patience = 50 * time.Millisecond
		}
		for _, c := range positionCalls(t, &rt) {
			for _, token := range []string{"", d.keeper, worker} {
				header := []string{"User-Agent", "red-browser", "Content-Type", c.media, "If-Match", `"3"`, "Idempotency-Key", fmt.Sprint("k", asked)}
				if token != "" {
					header = append(header, "Authorization", "Bearer "+token)
				}
				asked++
				if d.ask(rt.Method, c.target, c.body, header...).StatusCode < 300 {
					answered++
				}
			}
		}
	}
	if asked < 1_500 || answered < 100 {
		t.Errorf("%d were asked and %d answered: the search shows little", asked, answered)
	}
	t.Logf("%d were asked, %d answered", asked, answered)
	auditor := d.accounts.token("auditor", []access.Role{access.Auditor})
	rows := ""
	for after := "0"; ; {
		page := bodyOf(t, d.asks(auditor, "GET", "/api/v1/audit?limit=500&after="+after, ""))
		rows += page
		next := nextPage.FindStringSubmatch(page)
		if next == nil {
			t.Fatalf("a page of the audit does not say what is next: %.300s", page)
		}
		if after = next[1]; after == "0" {
			break
		}
	}
	if !strings.Contains(rows, `"persons.`) && !strings.Contains(rows, `"account`) {
		t.Errorf("the audit is empty: %s", rows)
	}
	for where, text := range map[string]string{"log": clock.ReplaceAllString(d.log.String(), ""), "audit": clock.ReplaceAllString(rows, "")} {
		for _, c := range []string{"116.00", "0031415", "0027182", "0231415", "0127182", "canary", "red-browser"} {
			if i := strings.Index(text, c); i >= 0 {
				t.Errorf("the %s holds %q: %s", where, c, text[max(0, i-300):min(len(text), i+200)])
			}
		}
	}
}

// TestPrivateAnswers: what is answered to who is signed in is kept by no cache that others share, and
// what is of persons or accounts by none at all.
func TestPrivateAnswers(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	looked := 0
	for _, rt := range d.handler.(*httpapi.Server).Routes() {
		if rt.Method != http.MethodGet || rt.Cost == httpapi.Stream {
			continue
		}
		r := matrixRequest(t, &rt, manner{})
		r.Header.Set("Authorization", "Bearer "+d.keeper)
		res := d.do(r)
		got := res.Header.Get("Cache-Control")
		private := strings.Contains(got, "private") || strings.Contains(got, "no-store")
		if !private && rt.Action != "page" {
			t.Errorf("%s: Cache-Control %q for who is signed in", rt.Pattern, got)
		}
		if rt.Personal != httpapi.Public && !strings.Contains(got, "no-store") {
			t.Errorf("%s is of %s: Cache-Control %q", rt.Pattern, rt.Personal, got)
		}
		looked++
	}
	if looked < 50 {
		t.Errorf("only %d rows were looked at", looked)
	}
}
