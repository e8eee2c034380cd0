package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
)

// openedBetween is a store in whose writing something else is asked: after what is written was judged, and
// before it stands.
type openedBetween struct {
	city.Store
	ask    func() *http.Response
	answer chan *http.Response
}

func (s *openedBetween) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if s.ask != nil {
		go func(ask func() *http.Response) { s.answer <- ask() }(s.ask)
		s.ask = nil
		select {
		case r := <-s.answer:
			s.answer <- r
		case <-time.After(100 * time.Millisecond):
		}
	}
	return s.Store.Apply(ctx, c)
}

// TestOpenedWhileWritten: opening to everybody, asked for while an import or a change is about to write
// what is internal, is judged on what that has written; closing waits for nothing.
func TestOpenedWhileWritten(t *testing.T) {
	between := &openedBetween{answer: make(chan *http.Response, 1)}
	d := keeperDesk(t, func(c *httpapi.Config) {
		between.Store = c.Imports.Store
		c.Imports.Store, c.Editor = between, edit.NewEditor(between, now)
	})
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const opens, closes = `{"open":["building"]}`, `{"close":["building"]}`
	building := func(code string) string {
		return "code,lon,lat,class.permission\n" + code + ",116.004,39.004,internal\n"
	}
	imports := func() bool {
		return d.sends(t, d.keeper, "kind=building&format=csv", building("N-1"))["state"] == "done"
	}
	changes := func() bool { // the building is taken back, and comes again
		return d.send("/api/v1/revisions/4/reverse", "", "If-Match", `"4"`).StatusCode == http.StatusCreated
	}
	ends := func() bool {
		return d.send("/api/v1/revisions/3/reverse", "", "If-Match", `"3"`).StatusCode == http.StatusCreated
	}
	for _, c := range []struct {
		name   string
		write  func() bool
		body   string
		status int
	}{
		{"an import", imports, opens, http.StatusConflict},
		{"what holds nothing internal", ends, closes, http.StatusOK},
		{"a change", changes, opens, http.StatusConflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			d.open()
			between.ask = func() *http.Response { return d.send("/api/v1/opened", c.body) }
			if !c.write() {
				t.Fatal("not written")
			}
			r := <-between.answer
			if body := bodyOf(t, r); r.StatusCode != c.status || c.status == http.StatusConflict && !strings.Contains(body, "classed_data") {
				t.Errorf("%d %s", r.StatusCode, body)
			}
		})
	}
}

// writtenAfter is a store to which something else happens after what is written was judged, and before it is
// written.
type writtenAfter struct {
	city.Store
	then func()
}

func (s *writtenAfter) Apply(ctx context.Context, c city.Change) (city.Revision, error) {
	if s.then != nil {
		s.then()
		s.then = nil
	}
	return s.Store.Apply(ctx, c)
}

// deskWritingAfter is a desk whose imports and changes are written through a store that does something before.
func deskWritingAfter(t *testing.T) (*desk, *writtenAfter) {
	t.Helper()
	after := &writtenAfter{}
	d := keeperDesk(t, func(c *httpapi.Config) {
		after.Store = c.Imports.Store
		c.Imports.Store, c.Editor = after, edit.NewEditor(after, now)
	})
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	return d, after
}

// TestOpenedElsewhereWhileWritten: what another process opens after an import was judged keeps what is internal
// from being written to it; what is no such thing is written.
func TestOpenedElsewhereWhileWritten(t *testing.T) {
	d, after := deskWritingAfter(t)
	for _, c := range []struct {
		class, state string
	}{{"internal", "failed"}, {"public", "done"}} {
		d.open()
		after.then = func() {
			if err := d.accounts.gate.OpenMore(t.Context(), access.Command(), "building"); err != nil {
				t.Error(err)
			}
		}
		before, err := d.store.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		answer := d.sends(t, d.keeper, "kind=building&format=csv", "code,lon,lat,class.permission\nN-1,116.004,39.004,"+c.class+"\n")
		st, err := d.store.State(t.Context())
		if err != nil || answer["state"] != c.state || (st.Revision > before.Revision) != (c.state == "done") {
			t.Errorf("%s: %v, revision %d after %d, %v", c.class, answer, st.Revision, before.Revision, err)
		}
	}
}

// openedSeen is a store of accounts in which something else happens once it was asked what is open.
type openedSeen struct {
	access.Store
	then func()
}

func (s *openedSeen) Opened(ctx context.Context) ([]string, error) {
	keys, err := s.Store.Opened(ctx)
	if then := s.then; then != nil {
		s.then = nil
		then()
	}
	return keys, err
}

// elsewhere are the accounts as another process has them.
func (a *accounts) elsewhere() *access.Service { return access.New(a.beside.Store, access.Options{}) }

// withInternal is a file of a building that is not for everybody.
const withInternal = "code,lon,lat,class.permission\nN-1,116.004,39.004,internal\n"

// TestOpenedOnWhatStands: what another process closed, and wrote something internal to, is not taken for open
// still by a server that is asked to open it and has known it open a moment ago.
func TestOpenedOnWhatStands(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	d.open("building")
	if r := d.asks(d.keeper, "GET", "/api/v1/opened", ""); r.StatusCode != http.StatusOK { // it knows
		t.Fatal(bodyOf(t, r))
	}
	other := d.accounts.elsewhere()
	if err := other.ChangeOpened(t.Context(), access.Command(), nil, nil, []string{"building"}); err != nil {
		t.Fatal(err)
	}
	if answer := d.sends(t, d.keeper, "kind=building&format=csv", withInternal); answer["state"] != "done" {
		t.Fatal(answer)
	}
	r := d.send("/api/v1/opened", `{"open":["building"]}`)
	if body := bodyOf(t, r); r.StatusCode != http.StatusConflict || !strings.Contains(body, "classed_data") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if is, err := other.OpenedNow(t.Context()); err != nil || is.Has("building") {
		t.Errorf("%v is open, %v", is.Keys(), err)
	}
}

// TestOpenedAgainWhileWritten: what is open when an import asks, is closed by another process when it is judged
// and opened again before it is written, gets nothing internal.
func TestOpenedAgainWhileWritten(t *testing.T) {
	d, after := deskWritingAfter(t)
	d.open("building")
	if r := d.asks(d.keeper, "GET", "/api/v1/opened", ""); r.StatusCode != http.StatusOK { // for a second nothing else asks
		t.Fatal(bodyOf(t, r))
	}
	other, closed := d.accounts.elsewhere(), false
	d.accounts.beside.then = func() {
		closed = true
		if err := other.ChangeOpened(t.Context(), access.Command(), nil, nil, []string{"building"}); err != nil {
			t.Error(err)
		}
	}
	after.then = func() {
		if err := other.OpenMore(t.Context(), access.Command(), "building"); err != nil {
			t.Error(err)
		}
	}
	before, err := d.store.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer := d.sends(t, d.keeper, "kind=building&format=csv", withInternal)
	st, err := d.store.State(t.Context())
	if err != nil || !closed || answer["state"] != "failed" || st.Revision != before.Revision {
		t.Errorf("closed meanwhile: %t; %v, revision %d after %d, %v", closed, answer, st.Revision, before.Revision, err)
	}
}
