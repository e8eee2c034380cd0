package httpapi_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
)

// readOnly is a store that cannot be written.
type readOnly struct {
	city.Store
	reads atomic.Int64
}

func (s *readOnly) Apply(context.Context, city.Change) (city.Revision, error) {
	return city.Revision{}, city.Errorf(city.Unavailable, "store_read_only", "/secret/city.gpkg cannot be written")
}

func (s *readOnly) Records(ctx context.Context, q city.Query) ([]city.Record, error) {
	s.reads.Add(1)
	return s.Store.Records(ctx, q)
}

// TestReadOnlyStore: it is said at once, before the city is read, that the store cannot be
// written and that another try does not help; a dry run works.
func TestReadOnlyStore(t *testing.T) {
	var s readOnly
	var a *accounts
	d := newDesk(t, func(store city.Store) city.Reader { s.Store = store; return store }, func(c *httpapi.Config) {
		a, c.Editor = gate(t, c), edit.NewEditor(&s, now)
	})
	d.keeper = a.token("keeper", []access.Role{access.Keeper})
	for _, target := range []string{"/api/v1/changes", "/api/v1/revisions/2/reverse"} {
		body := moveAB
		if strings.HasSuffix(target, "reverse") {
			body = ""
		}
		r := d.send(target, body, "If-Match", `"2"`)
		p := problemOf(t, r)
		if p.Status != 503 || p.Code != "store_read_only" || !strings.Contains(p.Detail, "cannot be written") || !strings.Contains(p.Detail, "does not help") || strings.Contains(p.Detail, "secret") {
			t.Errorf("%s: %+v", target, p)
		}
		if r.Header.Get("Retry-After") != "" {
			t.Errorf("%s: it is asked to try again", target)
		}
	}
	if n := s.reads.Load(); n != 0 {
		t.Errorf("the city was read %d times for nothing", n)
	}
	if got := toldOf(t, d.send("/api/v1/changes?dry_run=true", moveAB)); got.Written || got.Report.Entries == 0 {
		t.Errorf("%+v", got)
	}
}

// TestEmptyBody: a reversal needs no body, whatever the header says of it; a change does.
func TestEmptyBody(t *testing.T) {
	d := writingDesk(t)
	for _, header := range [][]string{nil, {"Content-Type", "application/json"}} {
		text := bodyOf(t, d.send("/api/v1/revisions/2/reverse?dry_run=true", "", header...))
		if !strings.Contains(text, `"effective_from":null`) {
			t.Errorf("%v: %s", header, text)
		}
		if p := problemOf(t, d.send("/api/v1/changes?dry_run=true", "", header...)); p.Code != "bad_body" {
			t.Errorf("%v: %+v", header, p)
		}
	}
	d.put("2026-08-01", area("street", "z", "d", rect(0, 20, 10, 30)))
	if text := bodyOf(t, d.send("/api/v1/revisions/3/reverse?dry_run=true", "")); !strings.Contains(text, `"effective_from":"2026-08-01"`) {
		t.Error(text)
	}
}

// TestPutNulls: what a put leaves out of names stays, null takes it away, and other than texts
// are refused by their place.
func TestPutNulls(t *testing.T) {
	d := writingDesk(t)
	put := func(fields string) string { return `{"puts":[{"layer":"street","code":"a",` + fields + `}]}` }
	send := func(revision, fields string) string {
		return bodyOf(t, d.send("/api/v1/changes", put(fields), "If-Match", revision))
	}
	if text := send(`"2"`, `"names":{"en":"A","zh":"甲"},"class":{"x":"1","y":"2"}`); !strings.Contains(text, `"fields":["names.zh","names.en","class.x","class.y"]`) {
		t.Error(text)
	}
	if text := send(`"3"`, `"names":{"zh":null},"class":{"x":null}`); !strings.Contains(text, `"fields":["names.zh","class.x"]`) {
		t.Error(text)
	}
	if text := bodyOf(t, d.ask("GET", "/api/v1/areas/street/a", "")); !strings.Contains(text, `"names":{"en":"A"}`) || !strings.Contains(text, `"class":{"y":"2"}`) {
		t.Error(text)
	}
	if p := problemOf(t, d.send("/api/v1/changes?dry_run=true", put(`"names":{"en":5}`))); p.Code != "wrong_type" || p.Parameter != "puts[0].names.en" {
		t.Errorf("%+v", p)
	}
	if p := problemOf(t, d.send("/api/v1/changes?dry_run=true", put(`"names":{"fr":"A"}`))); p.Code != "unknown_parameter" || p.Parameter != "puts[0].names.fr" {
		t.Errorf("%+v", p)
	}
}
