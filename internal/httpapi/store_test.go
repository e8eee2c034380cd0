package httpapi_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestStoreGone: where the store is kept is for the log, and stands there once.
func TestStoreGone(t *testing.T) {
	d := newDesk(t, nil, nil)
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	r := d.ask("GET", "/api/v1/locate?lon=116.0051234&lat=39.0051234&revision=1&at=2020-01-01", "")
	p := problemOf(t, r)
	if p.Status != 503 || p.Code != "store_closed" || p.Detail != "the store cannot be reached now" || r.Header.Get("Retry-After") == "" {
		t.Errorf("%+v", p)
	}
	log := d.log.String()
	if strings.Count(log, "city.gpkg") != 1 {
		t.Errorf("the log does not say once what is wrong with the store:\n%s", log)
	}
	if strings.Contains(log, "0051234") {
		t.Errorf("the log holds the position:\n%s", log)
	}
}

// TestReady: readyz says how long ago the store was looked at, and stays ready without it.
func TestReady(t *testing.T) {
	d := newDesk(t, nil, nil)
	clock := now()
	a, err := atlas.Open(t.Context(), d.store, func() time.Time { return clock })
	if err != nil {
		t.Fatal(err)
	}
	d.handler = httpapi.New(httpapi.Config{Atlas: a, Log: slog.New(slog.DiscardHandler)})
	check := func(want string, checked int64) {
		t.Helper()
		r := d.ask("GET", "/readyz", "")
		var got struct {
			Status, Store string
			CheckedS      int64 `json:"checked_s"`
			Revision      int64
		}
		if err := json.Unmarshal([]byte(bodyOf(t, r)), &got); err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != 200 || got.Status != "ok" || got.Store != want || got.CheckedS != checked || got.Revision != 2 {
			t.Errorf("%d %+v, want %s after %d s", r.StatusCode, got, want, checked)
		}
	}
	check("here", 0)
	clock = clock.Add(60 * time.Second)
	check("here", 60)
	clock = clock.Add(time.Second)
	check("away", 61)
	if _, err := a.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	check("here", 0)
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(90 * time.Second)
	if _, err := a.Refresh(context.Background()); err == nil {
		t.Fatal("a closed store was read")
	}
	check("away", 90)
	clock = clock.Add(-time.Hour) // somebody has set the clock
	check("here", 0)
}
