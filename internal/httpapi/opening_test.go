package httpapi_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/opening"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// emptyDesk is a server of a store in which nothing was ever written.
func emptyDesk(t *testing.T) *desk {
	t.Helper()
	s := must(city.ParseScheme([]byte("layers: [{key: district, partition: true}, {key: street, parent: district, partition: true}]")))
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "new.gpkg"), s, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d := &desk{t: t, store: store, log: &logBuffer{}}
	if d.atlas, err = atlas.Open(t.Context(), store, now); err != nil {
		t.Fatal(err)
	}
	cfg := httpapi.Config{Atlas: d.atlas, Founder: store, Editor: edit.NewEditor(store, now), Log: slog.New(slog.NewJSONHandler(d.log, nil))}
	d.accounts = gate(t, &cfg)
	d.keeper = d.accounts.token("keeper", []access.Role{access.Keeper})
	d.handler = httpapi.New(cfg)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	return d
}

// TestOpenACity: the keeper of an empty store finds the city, chooses a scheme, changes their mind,
// and all answers follow; what the city then has is told, and no second city is founded over it.
func TestOpenACity(t *testing.T) {
	d := emptyDesk(t)
	as := []string{"Authorization", "Bearer " + d.keeper, "Content-Type", "application/json"}
	state := func(method, body string) (st opening.State) {
		t.Helper()
		res := d.ask(method, "/api/v1/opening", body, as...)
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("%s: %d %s", body, res.StatusCode, text)
		}
		if err := json.Unmarshal(text, &st); err != nil {
			t.Fatal(err)
		}
		return st
	}
	described(t, d, "GET", "/api/v1/opening", d.ask("GET", "/api/v1/opening", "", as...), 200)
	if st := state("GET", ""); !st.Empty || st.City != nil || st.Next.Item != "city" {
		t.Errorf("%+v", st)
	}
	found := described(t, d, "GET", "/api/v1/opening/divisions", d.ask("GET", "/api/v1/opening/divisions?q=jining", "", as...), 200)
	if text, _ := json.Marshal(found); !strings.Contains(string(text), `"370800"`) {
		t.Errorf("%s", text)
	}
	described(t, d, "GET", "/api/v1/opening/schemes", d.ask("GET", "/api/v1/opening/schemes", "", as...), 200)
	for body, code := range map[string]string{
		`{"city":"370000","scheme":"jining"}`: "unknown_division", `{"city":"370800","scheme":"../x"}`: "unknown_scheme", `{"city":"370800"}`: "missing_parameter",
		`{"city":"370800","scheme":"jining","codes":"own"}`: "bad_codes", `{"city":"370800","scheme":"jining","zh":"` + strings.Repeat("x", 61) + `"}`: "bad_city_name",
	} {
		if p := problemOf(t, d.ask("POST", "/api/v1/opening", body, as...)); p.Code != code {
			t.Errorf("%s: %+v, want %s", body, p, code)
		}
	}
	described(t, d, "POST", "/api/v1/opening", d.ask("POST", "/api/v1/opening", `{"city":"150600","scheme":"ordos"}`, as...), 200)
	st := state("POST", `{"city":"370800","scheme":"jining","zh":"济宁","en":"Jining"}`)
	if st.City.Code != "370800" || st.Scheme != "jining" || st.Name.Zh != "济宁" || st.Next.Item != "city" || st.Next.Step != "boundaries" {
		t.Errorf("%+v", st)
	}
	res := d.ask("GET", "/api/v1/layers", "", as...)
	if text := bodyOf(t, res); !strings.Contains(text, `"zh":"济宁"`) || !strings.Contains(text, `"key":"compound"`) {
		t.Error(text)
	}
	if text := bodyOf(t, d.ask("GET", "/api/v1/layers", "", as...)); !strings.Contains(text, `"recorded":""`) {
		t.Errorf("nothing is written yet: %s", text)
	}
	d.put("", area("city", "370800", "", rect(0, 0, 9, 9)))
	if p := problemOf(t, d.ask("POST", "/api/v1/opening", `{"city":"150600","scheme":"ordos"}`, as...)); p.Code != "store_not_empty" || p.Status != 409 {
		t.Errorf("%+v", p)
	}
	if _, err := d.atlas.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := bodyOf(t, d.ask("GET", "/api/v1/layers", "", as...)); !strings.Contains(text, `"recorded":"`+city.DateOf(d.atlas.Current().Recorded).String()+`"`) {
		t.Errorf("the day of the last revision is not told: %s", text)
	}
	if st := state("GET", ""); st.Empty || st.Steps[1].Items[0].Have != 1 || st.Next.Item != "district" {
		t.Errorf("%+v", st.Next)
	}
	planner := d.accounts.token("planner", []access.Role{access.Planner})
	for _, method := range []string{"GET", "POST"} { // those who may are in TestTable
		res := d.ask(method, "/api/v1/opening", `{"city":"370800","scheme":"jining"}`, "Authorization", "Bearer "+planner, "Content-Type", "application/json")
		if p := problemOf(t, res); p.Code != "forbidden" {
			t.Errorf("%s by a planner: %+v", method, p)
		}
	}
}
