package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// staffedDesk is a desk whose street a has a contact and a committee, on duty on workdays.
func staffedDesk(t *testing.T) *desk {
	d := newDesk(t, nil, nil)
	street := city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"}
	d.apply("", &city.Person{Code: "PERSON-7", Sealed: []byte("ciphertext")},
		&city.Post{Code: "POST-7", Role: "street_contact", At: street, Person: "PERSON-7", Duty: "duty words", OfficePhone: "0537-5550100", Hours: &city.Hours{
			Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{{From: 540, To: 1020}}}, {Days: city.Weekend}},
		}},
		&city.Organisation{Code: "committee", Kind: "street_committee", Of: street})
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestPostsOverHTTP: the posts of a spot and of an area, on duty or not, and nowhere a person.
func TestPostsOverHTTP(t *testing.T) {
	d := staffedDesk(t)
	const spot = "/api/v1/locate?lon=116.003&lat=39.003&fields=posts"
	for _, c := range []struct{ target, on, next string }{
		{spot + "&at=2026-11-23T10:00:00%2B08:00", "true", ""},
		{spot + "&at=2026-11-22T20:00:00%2B08:00", "false", "2026-11-23T09:00:00+08:00"},
		{"/api/v1/areas/street/a/posts?at=2026-11-23T10:00:00%2B08:00", "true", ""},
		{"/api/v1/areas/street/a/posts?at=2026-11-22T20:00:00%2B08:00", "false", "2026-11-23T09:00:00+08:00"},
		{"/api/v1/areas/street/a/posts", "false", "2026-11-23T09:00:00+08:00"}, // the desk's clock stands on a Saturday
	} {
		r := d.ask("GET", c.target, "")
		text := bodyOf(t, r)
		var got struct {
			Posts []struct {
				Role, Area, Layer, Level, Phone, Next string
				OnDuty                                *bool `json:"on_duty"`
			}
			Duty struct {
				OnDuty *bool `json:"on_duty"`
				Next   string
			}
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil || r.StatusCode != 200 || len(got.Posts) != 1 || got.Duty.OnDuty == nil {
			t.Fatalf("%s: %d %v %s", c.target, r.StatusCode, err, text)
		}
		p := got.Posts[0]
		if p.Role != "street_contact" || p.Area != "a" || p.Layer != "street" || p.Level != "escalation" || p.Phone != "0537-5550100" || *p.OnDuty != (c.on == "true") || p.Next != c.next {
			t.Errorf("%s: %+v", c.target, p)
		}
		if *got.Duty.OnDuty != (c.on == "true") || got.Duty.Next != c.next {
			t.Errorf("%s: %s", c.target, text)
		}
		for _, secret := range []string{"PERSON-7", "POST-7", "ciphertext", "duty words"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells %q: %s", c.target, secret, text)
			}
		}
	}
	if text := bodyOf(t, d.ask("GET", "/api/v1/areas/street/a/posts", "")); !strings.Contains(text, `"chain":[{"code":"committee"`) {
		t.Errorf("%s", text)
	}
	for target, code := range map[string]string{
		"/api/v1/areas/street/nix/posts": "unknown_code", "/api/v1/areas/nix/a/posts": "unknown_layer", "/api/v1/areas/street/a/posts?at=x": "bad_time", "/api/v1/areas/street/a/posts?x=1": "unknown_parameter",
	} {
		if p := problemOf(t, d.ask("GET", target, "")); p.Code != code {
			t.Errorf("%s: %+v", target, p)
		}
	}
	r := send(t, bulkServer(t, d), "?columns=posts&at=2026-11-22T20:00:00%2B08:00", ndjson, strings.NewReader(`{"lon":116.003,"lat":39.003}`))
	if text := bodyOf(t, r); !strings.Contains(text, `"duty":"off","duty_role":"street_contact","duty_area":"a","duty_phone":"0537-5550100","duty_next":"2026-11-23T09:00:00+08:00",`) {
		t.Errorf("%s", text)
	}
}

// TestPostsWork: hours and duty of a post stand in the answers about a spot and an area for who has the posts of
// that street, the spans of the asked date among them; not for those of another street, nor for strangers.
func TestPostsWork(t *testing.T) {
	w := newWorld(t, "a", "b")
	const hours = `"hours":{"week":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"open":[["00:00","24:00"]]}],"dates":[],"calendar":""},"today":[["00:00","24:00"]],"duty":"值班a"`
	for _, target := range []string{"/api/v1/locate?lon=116.003&lat=39.003&fields=areas,work", "/api/v1/areas/street/a/posts", "/api/v1/areas/street/a/posts?at=2026-11-22T20:00:00%2B08:00"} {
		for who, token := range map[string]string{"dispatcher of a": w.tokens[access.Dispatcher]["a"], "dispatcher of b": w.tokens[access.Dispatcher]["b"], "stranger": ""} {
			r := w.ask("GET", target, "")
			if token != "" {
				r = w.ask("GET", target, "", "Authorization", "Bearer "+token)
			}
			text := bodyOf(t, r)
			if r.StatusCode != 200 || !strings.Contains(text, `"role":"street_contact"`) || strings.Contains(text, hours) != (who == "dispatcher of a") {
				t.Errorf("%s tells the %s %d %s", target, who, r.StatusCode, text)
			}
			if who != "dispatcher of a" && (strings.Contains(text, "hours") || strings.Contains(text, "值班a") || strings.Contains(text, "today")) {
				t.Errorf("%s tells the %s hours or duty: %s", target, who, text)
			}
		}
	}
	page := described(t, w.desk, "GET", "/api/v1/persons/{code}", w.ask("GET", "/api/v1/persons/P-1", "", "Authorization", "Bearer "+w.tokens[access.Dispatcher]["a"]), 200)
	text, err := json.Marshal(page["posts"])
	if err != nil || !strings.Contains(string(text), `"today":[["00:00","24:00"]]`) || !strings.Contains(string(text), `"hours":{`) {
		t.Errorf("%v %s", err, text)
	}
}
