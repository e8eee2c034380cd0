package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestLog: the log of a whole session, errors included, holds route templates, and none of
// the coordinates, names and words that went over the wire.
func TestLog(t *testing.T) {
	d := newDesk(t, nil, nil)
	canaries := []string{
		"116.0031415", "39.0027182", "413899.7512345", "4319640.2598765", "116.0777777", "999.1234567", "4444.5555", "2026-06-30", "gcj02", "canary",
		"13471", "6261", "名a", "新名", "名d", "lon=", "red-browser",
	}
	ask := func(method, target, body string) {
		d.ask(method, target, body, "User-Agent", "red-browser", "Content-Type", "application/json", "If-None-Match", `"canary"`)
	}
	ask("GET", "/api/v1/locate?lon=116.0031415&lat=39.0027182", "")
	ask("POST", "/api/v1/locate", `{"lon":116.0031415,"lat":39.0027182,"accuracy":4444.5555}`)
	ask("GET", "/api/v1/locate?lon=413899.7512345&lat=4319640.2598765&crs=EPSG:4548", "")
	ask("GET", "/api/v1/locate?lon=116.0777777&lat=39.0027182&at=2026-06-30&crs=gcj02", "")
	ask("GET", "/api/v1/locate?lon=116.0777777&lat=999.1234567", "")
	ask("GET", "/api/v1/locate?lon=canary&lat=39.0027182", "")
	ask("GET", "/api/v1/locate?116.0777777=canary", "")
	ask("GET", "/api/v1/locate?lon=116.0777777&lat=39.0027182&revision=99", "")
	ask("POST", "/api/v1/locate", `{"lon":116.0777777,"lat":"canary"`)
	ask("POST", "/api/v1/locate", strings.Repeat(`"canary"`, 9000))
	ask("POST", "/api/v1/search", `{"q":"新名 canary 116.0777777","lon":116.0031415,"lat":39.0027182}`)
	ask("POST", "/api/v1/picture", `{"lon":116.0031415,"lat":39.0027182,"zoom":13,"width":64,"height":48,"selected":{"layer":"canary","code":"canary"}}`)
	ask("GET", "/api/v1/search?q=canary", "")
	ask("POST", "/api/v1/search", `{"q":"  canary`)
	ask("GET", "/api/v1/areas/street/canary?at=2026-06-30", "")
	ask("GET", "/api/v1/areas?bbox=116.0031415,39.0027182,116.0777777,39.1", "")
	ask("GET", "/tiles/street/"+here+".mvt", "")
	ask("GET", "/tiles/canary/"+here+".mvt", "")
	ask("GET", "/tiles/street/13471/6261/0.mvt", "")
	ask("GET", "/116.0777777/canary", "")
	ask("DELETE", "/api/v1/locate?lon=116.0777777", "")
	ask("GET116.0777777", "/api/v1/locate", "")
	ask("GET", "/assets/canary.js", "")
	log := d.log.String()
	if n := strings.Count(log, "\n"); n != 23 {
		t.Errorf("%d lines for 23 requests", n)
	}
	for line := range strings.Lines(log) {
		var l struct {
			Msg, Method, Route string
			Status             int
			MS                 *float64
			Time               time.Time // RFC 3339, with its offset
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || time.Since(l.Time).Abs() > time.Hour || l.Msg != "request" || l.Route == "" || l.Status < 200 || l.MS == nil || l.Method == "" {
			t.Errorf("%v: %s", err, line)
		}
	}
	told := clock.ReplaceAllString(log, "") // its digits may be any
	for _, c := range canaries {
		if strings.Contains(told, c) {
			t.Errorf("the log holds %q:\n%s", c, log)
		}
	}
}

// clock matches what a line of the log says of time.
var clock = regexp.MustCompile(`"time":"[^"]*",|"ms":[0-9.e+-]*`)

// slow is a store whose reading of versions waits when told to.
type slow struct {
	city.Store
	hold  atomic.Bool
	panic atomic.Bool
	reads atomic.Int64
}

func (s *slow) Versions(ctx context.Context, q city.Query) ([]city.Version, error) {
	s.reads.Add(1)
	if s.panic.Load() {
		panic("a defect of the store at 116.0031415")
	}
	if s.hold.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Store.Versions(ctx, q)
}

// TestPatience: while pictures of an older revision cannot be built, those who ask for them get
// 503 in time, the others their answer, and nothing is left over.
func TestPatience(t *testing.T) {
	s := &slow{}
	d := newDesk(t, func(store city.Store) city.Reader { s.Store = store; return s }, func(c *httpapi.Config) { c.Patience = 100 * time.Millisecond })
	s.hold.Store(true)
	before := s.reads.Load()
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			start := time.Now()
			r := d.ask("GET", fmt.Sprintf("/api/v1/locate?lon=116&lat=39&revision=1&at=2020-01-%02d", 1+i%20), "")
			var p httpapi.Problem
			if err := json.NewDecoder(r.Body).Decode(&p); err != nil || p.Status != 503 || p.Code != "timeout" || r.Header.Get("Retry-After") == "" {
				t.Errorf("%+v, %v", p, err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("503 after %v", took)
			}
		})
		if i%4 == 0 {
			if r := d.ask("GET", "/api/v1/locate?lon=116.003&lat=39.003", ""); r.StatusCode != 200 {
				t.Errorf("the current picture: %d", r.StatusCode)
			}
		}
	}
	wg.Wait()
	if n := s.reads.Load() - before; n > 20 {
		t.Errorf("%d pictures were begun though none could be built", n)
	}
	s.hold.Store(false)
	s.panic.Store(true)
	if p := problemOf(t, d.ask("GET", "/api/v1/locate?lon=116&lat=39&revision=1&at=2020-02-01", "")); p.Status != 500 || p.Code != "internal" || p.Detail != "" {
		t.Errorf("a defect beside the request: %+v", p)
	}
	if strings.Contains(d.log.String(), "116.0031415") {
		t.Errorf("the log holds what the panic said: %s", d.log.String())
	}
	s.panic.Store(false)
	if r := d.ask("GET", "/api/v1/locate?lon=116&lat=39&revision=1&at=2020-01-01", ""); r.StatusCode != 200 {
		t.Errorf("afterwards: %d", r.StatusCode)
	}
	if r := d.ask("GET", "/livez", ""); r.StatusCode != 200 {
		t.Error("the server is gone")
	}
}

// TestRefreshUnderLoad: while revisions come, every answer is of one revision.
func TestRefreshUnderLoad(t *testing.T) {
	d := newDesk(t, nil, nil)
	name := func(n int64) {
		a, b := area("district", "d", "", rect(0, 0, 20, 10)), area("street", "a", "d", rect(0, 0, 10, 10))
		a.Names.Zh, b.Names.Zh = fmt.Sprint(n), fmt.Sprint(n)
		d.put("2026-07-01", a, b)
		if _, err := d.atlas.Refresh(context.Background()); err != nil {
			t.Error(err)
		}
	}
	name(3)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r := d.ask(http.MethodGet, "/api/v1/locate?lon=116.005&lat=39.005&fields=areas", "")
				var ans struct {
					Revision int64
					Areas    []struct{ Name string }
				}
				if err := json.NewDecoder(r.Body).Decode(&ans); err != nil || len(ans.Areas) != 2 {
					t.Errorf("%+v, %v", ans, err)
					return
				}
				for _, a := range ans.Areas {
					if a.Name != fmt.Sprint(ans.Revision) {
						t.Errorf("revision %d answers with %q", ans.Revision, a.Name)
						return
					}
				}
			}
		})
	}
	for n := int64(4); n < 20; n++ {
		name(n)
	}
	close(stop)
	wg.Wait()
}
