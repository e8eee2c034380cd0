package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// sundayEvening is when the office is closed and somebody should be on duty all the same.
const sundayEvening = "2026-11-29T20:00:00+08:00"

// dutyTold is what the tests read of who answers for a spot or an area.
type dutyTold struct {
	Duty struct {
		OnDuty *bool `json:"on_duty"`
		Next   string
	}
	Posts []struct {
		Role, Level, Phone, Next string
		OnDuty                   *bool `json:"on_duty"`
		Person                   *struct {
			Name   string
			Phones []struct{ Number string }
		}
	}
}

// TestSundayEvening: the dispatcher of the made-up city asks each compound and each grid at 20:00 on a Sunday,
// by a click on its ground and by its card: most clicks lead to somebody on duty, with role, name and a number
// that can be called; where nobody is, that is said, and when somebody is next. Who is on duty by the card of
// a grid is so by a click on its ground, where its compounds may have others besides.
func TestSundayEvening(t *testing.T) {
	d := canaryCity(t)
	d.accounts.account("demo-dispatcher", true, access.Dispatcher)
	secret, _, err := d.accounts.gate.SignInDemo(t.Context(), "demo-dispatcher", "127.0.0.1", "")
	if err != nil {
		t.Fatal(err)
	}
	date, err := city.ParseDate(sundayEvening[:10])
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range []string{"compound", "grid"} {
		rs, err := d.store.Records(t.Context(), city.Query{Kind: city.KindArea, Layer: layer})
		if err != nil {
			t.Fatal(err)
		}
		areas, manned := 0, map[string]int{}
		for i := range rs {
			if v := rs[i].Valid; v.From > date || v.To <= date {
				continue
			}
			a := rs[i].Content.(*city.Area)
			areas++
			at := partition.LabelPoint(a.Shape).LonLat()
			on := map[string]bool{}
			for how, r := range map[string]*http.Response{
				"click": d.ask("POST", "/api/v1/locate", fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"at":"%s"}`, at[0], at[1], sundayEvening), "Content-Type", "application/json", "Cookie", "redsail="+secret),
				"card":  d.ask("GET", "/api/v1/areas/"+layer+"/"+url.PathEscape(a.Code)+"/posts?at="+url.QueryEscape(sundayEvening), "", "Cookie", "redsail="+secret),
			} {
				var told dutyTold
				text := bodyOf(t, r)
				if err := json.Unmarshal([]byte(text), &told); err != nil || r.StatusCode != 200 || told.Duty.OnDuty == nil {
					t.Fatalf("%s of %s: %d %v %.500s", how, a.Code, r.StatusCode, err, text)
				}
				if on[how] = told.mans(t, how+" of "+a.Code); on[how] {
					manned[how]++
				}
			}
			if on["card"] && !on["click"] {
				t.Errorf("%s %s: somebody is on duty by its card, and nobody by a click on it", layer, a.Code)
			}
		}
		if areas < 20 || min(manned["click"], manned["card"])*10 < areas*9 {
			t.Errorf("of %d areas of %s so many lead to somebody on duty: %v", areas, layer, manned)
		}
		t.Logf("of %d areas of %s somebody is on duty: %v", areas, layer, manned)
	}
}

// mans checks who is told of, and says whether somebody who answers is on duty.
func (told *dutyTold) mans(t *testing.T, at string) bool {
	t.Helper()
	named, next := 0, ""
	for _, p := range told.Posts {
		if p.Level != "service" && p.Next != "" && (next == "" || p.Next < next) {
			next = p.Next
		}
		if p.OnDuty == nil || !*p.OnDuty || p.Level == "service" {
			continue
		}
		if p.Role == "" || p.Person == nil || p.Person.Name != canaryPerson {
			t.Errorf("%s: on duty is %+v", at, p)
			continue
		}
		for _, n := range p.Person.Phones {
			if n.Number == canaryDuty {
				named++
			}
		}
	}
	switch {
	case *told.Duty.OnDuty && named == 0:
		t.Errorf("%s: somebody is on duty, and nobody is named with a number: %+v", at, told.Posts)
	case !*told.Duty.OnDuty && named > 0:
		t.Errorf("%s: nobody is on duty, and %d are named", at, named)
	case !*told.Duty.OnDuty && (told.Duty.Next != next || next != "" && next <= sundayEvening): // of vacant posts nobody comes
		t.Errorf("%s: nobody is on duty, and next is %q, not %q", at, told.Duty.Next, next)
	}
	return *told.Duty.OnDuty
}
