package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// TestNearestAsPostGIS compares the nearest station, and the estimate of the way to it, with
// what PostGIS measures on its ellipsoid among all places.
func TestNearestAsPostGIS(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	somewhere := func() geo.Point {
		return geo.Point{X: 1_160_000_000 + rng.Int32N(300_000), Y: 390_000_000 + rng.Int32N(300_000)}
	}
	var entries []city.Entry
	for i := range 300 {
		p := city.Place{Kind: atlas.StationKind, Code: fmt.Sprint("s", i), Point: somewhere(), State: city.PlaceOpen}
		entries = append(entries, city.PutContent(&p, city.Always()))
	}
	url := pgtest.URL(t)
	fill(t, url, entries)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	s, err := openStore(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := atlas.Open(t.Context(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Code string
		M    float64
	}
	for range 400 {
		q := somewhere()
		want := query[row](t, conn, `select code, st_distance(geom::geography, st_makepoint($1, $2)::geography) as m from redsail.places order by 2 limit 1`,
			q.LonLat()[0], q.LonLat()[1])[0]
		got := a.Current().Locate(q, atlas.Asked{}).Stations
		seconds := want.M * 1.4 / 1.25
		switch {
		case seconds > 601:
			if len(got) > 0 {
				t.Errorf("%v: %s is %.2f m away, and named", q, want.Code, want.M)
			}
		case seconds < 599:
			if len(got) == 0 || got[0].Code != want.Code || float64(got[0].WalkS) < seconds-0.1 || float64(got[0].WalkS) > seconds+1.1 {
				t.Errorf("%v: %s is %.2f m away: %.1f s; named is %+v", q, want.Code, want.M, seconds, got)
			}
		}
	}
}

// TestLocateKinds: one answer and the columns of many name the kinds that were asked for.
func TestLocateKinds(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	store := b.dir + "/all.gpkg"
	fill(t, store, everything())
	var one atlas.Reply
	if err := json.Unmarshal([]byte(mustRun(t, "locate", "--store", store, "--at", "2026-11-21", "116.0000003,39.0000003")), &one); err != nil {
		t.Fatal(err)
	}
	if len(one.Stations) != 1 || one.Stations[0].Code != "p1" || one.Coverage.CoverageAnswer == nil || !one.Coverage.Within10Min || *one.Stations[0].Open {
		t.Errorf("%+v", one)
	}
	in := b.write("in.csv", "lon,lat\n116.0000003,39.0000003\n117,39\n")
	want := "lon,lat,grid_code,station_code,walk_s,walk_method,revision,error\n116.0000003,39.0000003,9,p1," + fmt.Sprint(one.Stations[0].WalkS) + "," + one.Stations[0].Method + ",1,\n117,39,,,,,1,\n"
	for _, kinds := range []string{"red_sail_station", "red_sail_station,red_sail_station"} {
		if got := mustRun(t, "locate", "--store", store, "--in", in, "--columns", "station", "--kinds", kinds); got != want {
			t.Errorf("%s: got %s, want %s", kinds, got, want)
		}
	}
	_, errs, code := redsail(t, "locate", "--store", store, "--kinds", "red_sail_station,pub", "116,39")
	if code != exitUsage || !strings.Contains(errs, `--kinds: there is no kind of places "pub"; known are red_sail_station`) {
		t.Errorf("exit %d: %s", code, errs)
	}
}
