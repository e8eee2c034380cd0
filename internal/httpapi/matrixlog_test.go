package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestLogOfPositions: whatever is asked about positions, right or wrong, by whom, one at a time or in
// bulk: neither the log nor the audit holds a digit of them, or what was searched.
func TestLogOfPositions(t *testing.T) {
	d := keeperDesk(t, nil)
	staff(t, d)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const lon, lat = "116.0031415", "39.0027182"
	ground := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]s,%[2]s],[116.0231415,%[2]s],[116.0231415,39.0127182],[%[1]s,%[2]s]]]}`, lon, lat)
	body := `{"lon":` + lon + `,"lat":` + lat
	answered := 0
	for _, token := range []string{"", d.keeper} {
		for _, c := range []struct{ method, target, media, body string }{
			{"POST", "/api/v1/locate", "application/x-ndjson", body + "}\n" + body + `,"id":"canary"}` + "\n" + body + "\n"},
			{"POST", "/api/v1/locate", "text/csv", "id,lon,lat\ncanary," + lon + "," + lat + "\ncanary,x," + lat + "\n"},
			{"POST", "/api/v1/locate", "application/json", body + "}"},
			{"GET", "/api/v1/search?q=" + lon + "," + lat, "", ""},
			{"POST", "/api/v1/search", "application/json", `{"q":"` + lon + `,` + lat + `"}`},
			{"POST", "/api/v1/search", "application/json", `{"q":"canary"}`},
			{"POST", "/api/v1/persons/search", "application/json", `{"q":"canary"}`},
			{"POST", "/api/v1/picture", "application/json", body + `,"zoom":13,"width":64,"height":64}`},
			{"POST", "/api/v1/picture", "application/json", body + `,"zoom":99,"width":64,"height":64}`},
			{"POST", "/api/v1/areas/within", "application/json", ground},
			{"POST", "/api/v1/areas/within", "application/json", strings.Replace(ground, lat, "999"+lat, 1)},
			{"POST", "/api/v1/areas/within/list", "application/json", ground},
			{"POST", "/api/v1/areas/within/list", "application/json", strings.Replace(ground, lat, "999"+lat, 1)},
			{"POST", "/api/v1/way", "application/json", body + `,"code":"s2"}`},
			{"POST", "/api/v1/way", "application/json", body + `,"code":"canary"}`},
			{"GET", "/api/v1/circles?minutes=2&bbox=" + lon + "," + lat + ",116.0231415,39.0127182", "", ""},
			{"GET", "/api/v1/places?bbox=" + lon + "," + lat + ",116.0231415,39.0127182", "", ""},
			{"GET", "/api/v1/stations/canary/circle?minutes=2", "", ""},
			{"POST", "/api/v1/siting/spot", "application/json", body + "}"},
			{"POST", "/api/v1/siting/spot", "application/json", body + `,"kind":"canary"}`},
			{"POST", "/api/v1/scenarios", "application/json", `{"name":"canary"}`},
			{"POST", "/api/v1/scenarios/canary/edits", "application/json", `{"op":"open","kind":"police_post","point":[` + lon + `,` + lat + `]}`},
			{"POST", "/api/v1/siting", "application/json", `{"new":1,"candidates":[[` + lon + `,` + lat + `]]}`},
		} {
			header := []string{"User-Agent", "red-browser"}
			if c.media != "" {
				header = append(header, "Content-Type", c.media)
			}
			if token != "" {
				header = append(header, "Authorization", "Bearer "+token)
			}
			if d.ask(c.method, c.target, c.body, header...).StatusCode < 300 {
				answered++
			}
		}
	}
	if answered < 15 {
		t.Errorf("only %d were answered: the search shows little", answered)
	}
	auditor := d.accounts.token("auditor", []access.Role{access.Auditor})
	rows := bodyOf(t, d.asks(auditor, "GET", "/api/v1/audit?limit=500", ""))
	if !strings.Contains(rows, `"persons.`) && !strings.Contains(rows, `"account`) {
		t.Errorf("the audit is empty: %s", rows)
	}
	for where, text := range map[string]string{"log": clock.ReplaceAllString(d.log.String(), ""), "audit": rows} {
		for _, c := range []string{"116.00", "0031415", "0027182", "0231415", "0127182", "canary", "red-browser"} {
			if strings.Contains(text, c) {
				t.Errorf("the %s holds %q:\n%s", where, c, text)
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
