package httpapi_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// liveDesk is a desk over real connections whose accounts have a clock that the test moves, and whose streams
// give a sign of life every few milliseconds of ours.
func liveDesk(t *testing.T) (d *desk, url string, pass func(time.Duration)) {
	t.Helper()
	var past atomic.Int64
	start := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	var a *accounts
	d = newDesk(t, nil, func(c *httpapi.Config) {
		c.Heartbeat = 5 * time.Millisecond
		a = gate(t, c, func(o *access.Options) {
			o.Now = func() time.Time { return start.Add(time.Duration(past.Load())) }
		})
	})
	d.accounts = a
	srv := httptest.NewServer(d.handler)
	t.Cleanup(func() {
		d.handler.(*httpapi.Server).Stop()
		http.DefaultClient.CloseIdleConnections()
		srv.Close()
	})
	return d, srv.URL, func(by time.Duration) { past.Add(int64(by)) }
}

// signedIn is the secret of a session of a new account, which has changed its first password.
func (a *accounts) signedIn(name string, phone bool, role access.Role) string {
	a.t.Helper()
	a.account(name, false, role)
	ctx := a.t.Context()
	secret, c, err := a.gate.SignIn(ctx, access.Attempt{Name: name, Password: firstPassword, Address: "127.0.0.1"})
	if err == nil {
		_, err = a.gate.ChangePassword(ctx, c, secret, firstPassword, "another horse 8")
	}
	if err == nil {
		secret, _, err = a.gate.SignIn(ctx, access.Attempt{Name: name, Password: "another horse 8", Address: "127.0.0.1", Phone: phone})
	}
	if err != nil {
		a.t.Fatal(err)
	}
	return secret
}

// follows opens the stream of events with a session.
func follows(t *testing.T, url, secret string) *stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "redsail", Value: secret})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &stream{t, res, bufio.NewReader(res.Body)}
}

// goesOn reads signs of life until the stream has been judged after now; false when it ends.
func (s *stream) goesOn() bool {
	s.t.Helper()
	for n, began := 0, time.Now(); n < 3 || time.Since(began) < 30*time.Millisecond; n++ { // some may have waited to be read
		if strings.HasPrefix(s.next(), "end: ") {
			return false
		}
	}
	return true
}

// TestLivePageIsActivity: a session whose page listens does not end for idleness, though nobody touches the page;
// one that listens to nothing does, and no stream outlives the twelve hours.
func TestLivePageIsActivity(t *testing.T) {
	d, url, pass := liveDesk(t)
	watched, left := d.accounts.signedIn("watches", false, access.Dispatcher), d.accounts.signedIn("leaves", false, access.Dispatcher)
	s := follows(t, url, watched)
	hours := func(secret string) error {
		_, err := d.accounts.gate.Caller(t.Context(), secret)
		return err
	}
	for passed := time.Duration(0); passed < 35*time.Minute; passed += 5 * time.Minute {
		pass(5 * time.Minute)
		if !s.goesOn() {
			t.Fatalf("the stream has ended after %s", passed)
		}
	}
	if err := hours(left); city.CodeOf(err) != "no_session" {
		t.Errorf("a session that nobody uses for 35 minutes: %v", err)
	}
	if !s.goesOn() || hours(watched) != nil {
		t.Errorf("the session of a page that listens has ended: %v", hours(watched))
	}
	for range 60 { // twelve hours and more
		pass(12 * time.Minute)
		if !s.goesOn() {
			break
		}
	}
	if err := hours(watched); city.CodeOf(err) != "no_session" || s.goesOn() {
		t.Errorf("after twelve hours: %v", err)
	}
}

// TestRevokedPhone: a worker's phone listens for days without being used, and its stream ends when the
// session is revoked.
func TestRevokedPhone(t *testing.T) {
	d, url, pass := liveDesk(t)
	secret := d.accounts.signedIn("phone", true, access.Worker)
	s := follows(t, url, secret)
	for range 29 {
		pass(24 * time.Hour)
		if !s.goesOn() {
			t.Fatal("the stream of a phone has ended")
		}
	}
	c, err := d.accounts.gate.Caller(t.Context(), secret)
	if err != nil || !c.Phone {
		t.Fatalf("%+v, %v", c, err)
	}
	if err := d.accounts.gate.EndAll(t.Context(), access.Command(), "phone"); err != nil {
		t.Fatal(err)
	}
	for n := 0; s.goesOn(); n++ {
		if n > 1000 {
			t.Fatal("the stream of a revoked phone goes on")
		}
	}
	if _, err := d.accounts.gate.Caller(t.Context(), secret); city.CodeOf(err) != "no_session" {
		t.Errorf("the session: %v", err)
	}
}
