package httpapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

const insidePath = "/api/v1/areas/within/list"

// groundAll holds streets a and b and all that stands there.
const groundAll = `{"type":"Polygon","coordinates":[[[115.99,38.99],[116.03,38.99],[116.03,39.02],[115.99,39.02],[115.99,38.99]]]}`

type insideSeen struct {
	Buildings []struct {
		Code       string
		Households *int
	}
	Places     []struct{ Code, State string }
	Posts      []postSeen
	Households *int
}

func insideOf(t *testing.T, text string) (out insideSeen) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return out
}

// TestInside: who is of a desk gets the buildings with their households, the places and the posts of the
// own areas with who holds them; ground that holds nothing has empty lists.
func TestInside(t *testing.T) {
	d := postDesk(t)
	described(t, d, "POST", insidePath, d.local("POST", insidePath, groundAll), 200)
	got := insideOf(t, bodyOf(t, d.local("POST", insidePath, groundAll)))
	if len(got.Buildings) == 0 || len(got.Places) == 0 || got.Households == nil {
		t.Fatalf("%+v", got)
	}
	sum := 0
	for _, b := range got.Buildings {
		if b.Households != nil {
			sum += *b.Households
		}
	}
	if sum != *got.Households {
		t.Errorf("households %d, those of the buildings are %d", *got.Households, sum)
	}
	if codes := codesOf(got.Posts); codes != "post-a post-ab post-b" || got.Posts[0].Person == nil || !strings.Contains(got.Posts[0].Person.Name, "金丝雀") {
		t.Errorf("posts %s, %+v", codes, got.Posts)
	}
	west := strings.NewReplacer("116.03", "116.0050", "38.99", "39.001", "39.02", "39.009").Replace(groundAll)
	if codes := codesOf(insideOf(t, bodyOf(t, d.local("POST", insidePath, west))).Posts); codes != "post-a post-ab" {
		t.Errorf("of ground in street a: %s", codes)
	}
	r := d.local("POST", insidePath, `{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}`)
	if r.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the list may be kept: %v", r.Header)
	}
	if got := insideOf(t, bodyOf(t, r)); len(got.Buildings)+len(got.Places)+len(got.Posts) != 0 || got.Households == nil || *got.Households != 0 {
		t.Errorf("of the sea: %+v", got)
	}
	if p := problemOf(t, d.local("POST", insidePath, `{"type":"Polygon","coordinates":[]}`)); p.Code != "bad_polygon" {
		t.Errorf("no ring: %+v", p)
	}
}

// TestInsideByRight: a stranger gets nothing, nor who may only check; of two streets the worker of one
// gets the posts of that one.
func TestInsideByRight(t *testing.T) {
	d := postDesk(t)
	if p := problemOf(t, d.ask("POST", insidePath, groundAll)); p.Status != 401 {
		t.Errorf("a stranger: %+v", p)
	}
	auditor := d.accounts.token("auditor", []access.Role{access.Auditor})
	if p := problemOf(t, d.asks(auditor, "POST", insidePath, groundAll)); p.Status != 403 {
		t.Errorf("an auditor: %+v", p)
	}
	whole := d.accounts.token("dispatcher-of-all", []access.Role{access.Dispatcher})
	if text := bodyOf(t, d.asks(whole, "POST", insidePath, groundAll)); !strings.Contains(text, `"withheld":null`) {
		t.Errorf("from a dispatcher of all something is kept back: %s", text)
	}
	for street, other := range map[string]string{"a": "李", "b": "张"} {
		token := d.accounts.token("dispatcher-of-"+street, []access.Role{access.Dispatcher}, city.Seat{Kind: city.KindArea, Layer: "street", Code: street})
		text := bodyOf(t, d.asks(token, "POST", insidePath, groundAll))
		got := insideOf(t, text)
		if codes := codesOf(got.Posts); codes != "post-"+street+" post-ab" && codes != "post-ab post-"+street {
			t.Errorf("the dispatcher of %s: posts %s", street, codes)
		}
		if !strings.Contains(text, `"withheld":{"households":false,"posts":true}`) || !strings.Contains(text, `"untold":[]`) {
			t.Errorf("the dispatcher of %s is not told what is kept back: %s", street, text)
		}
		if strings.Contains(text, other+"金丝雀") {
			t.Errorf("the dispatcher of %s sees somebody of the other street: %s", street, text)
		}
	}
}

// TestWay: the way is as long as the minutes that the spot's own answer tells, leads from the spot to
// the door, and is refused by name where there is none.
func TestWay(t *testing.T) {
	d := newDesk(t, nil, nil)
	at := `"lon":116.01,"lat":39.0051`
	var located struct {
		Stations []struct {
			Code   string
			WalkS  int `json:"walk_s"`
			Metres int `json:"distance_m"`
			Method string
		}
	}
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("POST", "/api/v1/locate", "{"+at+"}"))), &located); err != nil || len(located.Stations) == 0 {
		t.Fatalf("%v %+v", err, located)
	}
	measured := 0
	for _, s := range located.Stations {
		if s.Method != "network" {
			continue
		}
		measured++
		var way struct {
			Geometry   struct{ Coordinates [][2]float64 }
			Properties struct {
				WalkS  int `json:"walk_s"`
				Metres int `json:"distance_m"`
			}
		}
		text := bodyOf(t, d.ask("POST", "/api/v1/way", fmt.Sprintf(`{%s,"code":%q}`, at, s.Code)))
		if err := json.Unmarshal([]byte(text), &way); err != nil || way.Properties.WalkS != s.WalkS || way.Properties.Metres != s.Metres {
			t.Errorf("to %s: %s, want %d s, %d m", s.Code, text, s.WalkS, s.Metres)
		}
		if line := way.Geometry.Coordinates; len(line) < 2 || line[0] != [2]float64{116.01, 39.0051} {
			t.Errorf("to %s the line is %v", s.Code, line)
		}
	}
	if measured == 0 {
		t.Error("no station was measured: the test shows nothing")
	}
	for body, want := range map[string]string{
		`{"lat":39,"code":"s2"}`:                               "400 missing_parameter lon",
		`{` + at + `}`:                                         "400 missing_parameter code",
		`{` + at + `,"code":"nix"}`:                            "404 unknown_code ",
		`{` + at + `,"code":"s2","kind":"nix"}`:                "400 unknown_kind kind",
		`{` + at + `,"code":"s2","profile":"nix"}`:             "400 unknown_profile ",
		`{"lon":200,"lat":39,"code":"s2"}`:                     "400 out_of_range lon",
		`{"lon":116.01,"lat":39.5,"code":"s2"}`:                "409 spot_off_network ",
		`{` + at + `,"code":"s2","at":"2026-01-01T00:00:00Z"}`: "400 unknown_parameter at",
	} {
		p := problemOf(t, d.ask("POST", "/api/v1/way", body))
		if got := fmt.Sprintf("%d %s %s", p.Status, p.Code, p.Parameter); got != want || strings.Contains(p.Detail, "39.") {
			t.Errorf("%s: %s: %s, want %s", body, got, p.Detail, want)
		}
	}
}
