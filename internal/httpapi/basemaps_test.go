package httpapi_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/tiles"
)

// madeMaps is one base map of the test's own.
type madeMaps struct{ stale, zipped, away, empty bool }

func (*madeMaps) List() []httpapi.BaseMap {
	return []httpapi.BaseMap{{
		ID: "m", Name: city.Label{Zh: "图", En: "Map"}, Type: "raster", Look: "imagery", Dark: "dim", Opacity: 1, Approval: "GS（2024）0650号", State: "ready",
		Layers: []httpapi.BaseMapLayer{{ID: "vec", Role: "ground", TileSize: 256, MinZoom: 1, MaxZoom: 18, Vectors: []string{}}},
	}, {ID: "none-yet", Type: "raster", Look: "map", Dark: "dim", State: "failing", Layers: []httpapi.BaseMapLayer{}}}
}

func (m *madeMaps) Tile(_ context.Context, id, layer string, _ tiles.Address) (httpapi.BaseTile, error) {
	switch {
	case id != "m" || layer != "vec":
		return httpapi.BaseTile{}, city.Errorf(city.NotFound, "unknown_basemap", "there is none")
	case m.away:
		return httpapi.BaseTile{}, city.Errorf(city.Unavailable, "basemap_unavailable", "not now")
	case m.empty:
		return httpapi.BaseTile{}, nil
	}
	return httpapi.BaseTile{
		Media: "image/png", Data: []byte("tile"), ETag: `"t"`, Stale: m.stale, Zipped: m.zipped,
		Plain: func() ([]byte, error) { return []byte("plain"), nil },
	}, nil
}

func TestBaseMaps(t *testing.T) {
	maps := &madeMaps{}
	d := newDesk(t, nil, func(c *httpapi.Config) { c.BaseMaps = maps })
	var list struct {
		BaseMaps []struct {
			Approval string
			Layers   []struct{ Tiles string }
		}
	}
	if err := json.Unmarshal([]byte(bodyOf(t, d.ask("GET", "/api/v1/basemaps", ""))), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.BaseMaps) != 2 || list.BaseMaps[0].Layers[0].Tiles != "basemaps/m/vec/{z}/{x}/{y}" || list.BaseMaps[0].Approval != "GS（2024）0650号" || list.BaseMaps[1].Layers == nil {
		t.Errorf("%+v", list)
	}
	const tile = "/basemaps/m/vec/3/5/2"
	for path, want := range map[string]string{
		"/basemaps/m/vec/3/8/2": "bad_tile_address", "/basemaps/m/vec/30/1/1": "bad_tile_address", "/basemaps/m/vec/-1/0/0": "bad_tile_address",
		"/basemaps/n/vec/3/5/2": "unknown_basemap", "/basemaps/..%2Fm/vec/3/5/2": "unknown_basemap", tile + "?x=1": "unknown_parameter",
	} {
		if p := problemOf(t, d.ask("GET", path, "")); p.Code != want {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if r := d.ask("GET", tile, "", "If-None-Match", `"t"`); r.StatusCode != 304 {
		t.Errorf("%d", r.StatusCode)
	}
	maps.zipped = true
	if r := d.ask("GET", tile, "", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("ETag") != `"t"` {
		t.Errorf("%v", r.Header)
	}
	if r := d.ask("GET", tile, "", "Accept-Encoding", "identity"); bodyOf(t, r) != "plain" || r.Header.Get("ETag") != `"t-plain"` || r.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v", r.Header)
	}
	maps.stale = true
	if r := d.ask("GET", tile, ""); r.Header.Get("X-Redsail-Stale") != "1" || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("%v", r.Header)
	}
	maps.empty = true
	if r := d.ask("GET", tile, ""); r.StatusCode != 204 {
		t.Errorf("%d", r.StatusCode)
	}
	maps.away = true
	if p := problemOf(t, d.ask("GET", tile, "")); p.Status != 503 || p.Code != "basemap_unavailable" {
		t.Errorf("%+v", p)
	}
	if log := d.log.String(); strings.Contains(log, "/3/5/2") || strings.Contains(log, "store failed") {
		t.Error(log)
	}
}
