package main

import (
	"context"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// TestPostGISAgrees holds our geometry of Beijing's townships against PostGIS, which judges
// by other code and other numbers: areas on the ellipsoid, who is whose neighbour, and who
// covers a point two units or more away from every border.
func TestPostGISAgrees(t *testing.T) {
	shp, all := beijing(t)
	url := pgtest.URL(t)
	mustRun(t, "init", "--store", url, "--scheme", filepath.Join("testdata", "beijing.yaml"))
	importReport(t, url, shp)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	number := map[string]int{}
	for i, tw := range all {
		number[tw.code] = i
	}
	compareAreas(t, conn, all, number)
	compareNeighbours(t, conn, all, number)
	compareCovers(t, conn, all)
}

func compareAreas(t *testing.T, conn *pgx.Conn, all []township, number map[string]int) {
	t.Helper()
	type row struct {
		Code string
		M2   float64
	}
	for _, r := range query[row](t, conn, `select code, st_area(geom::geography) as m2 from redsail.township`) {
		got := float64(all[number[r.Code]].shape.Area())
		if math.Abs(got-r.M2) > 1e-4*r.M2 {
			t.Errorf("%s: %.1f m², PostGIS says %.1f", r.Code, got, r.M2)
		}
	}
}

// compareNeighbours: a border of length 1 or a corner of length 0, by the intersection matrix.
func compareNeighbours(t *testing.T, conn *pgx.Conn, all []township, number map[string]int) {
	t.Helper()
	type row struct {
		A, B   string
		Corner bool
	}
	want := map[[2]int]bool{}
	for _, r := range query[row](t, conn, `select a.code as a, b.code as b, st_relate(a.geom, b.geom, 'F***0****') as corner
		from redsail.township a join redsail.township b on a.code < b.code collate "C" and st_touches(a.geom, b.geom)`) {
		a, b := number[r.A], number[r.B]
		want[[2]int{min(a, b), max(a, b)}] = r.Corner
	}
	areas := make([]partition.Area, len(all))
	for i, tw := range all {
		areas[i] = partition.Area{Code: tw.code, Shape: tw.shape}
	}
	got, err := partition.Adjacent(t.Context(), areas)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) || len(got) < len(all) {
		t.Errorf("%d pairs of neighbours, PostGIS says %d", len(got), len(want))
	}
	for _, p := range got {
		if corner, touch := want[[2]int{p.A, p.B}]; !touch || corner != p.Corner {
			t.Errorf("%s and %s: corner %t; PostGIS: touch %t, corner %t", all[p.A].code, all[p.B].code, p.Corner, touch, corner)
		}
	}
}

// compareCovers asks both about random points, half of them close to a vertex.
func compareCovers(t *testing.T, conn *pgx.Conn, all []township) {
	t.Helper()
	const points = 20_000
	rng := rand.New(rand.NewPCG(5, 6))
	lon, lat := make([]float64, points), make([]float64, points)
	asked := make([]geo.Point, points)
	for i := range asked {
		ring := all[rng.IntN(len(all))].shape[0][0]
		reach := int32(3_000_000)
		if i%2 == 0 {
			reach = 20
		}
		v := ring[rng.IntN(len(ring))]
		asked[i] = geo.Point{X: v.X + rng.Int32N(2*reach) - reach, Y: v.Y + rng.Int32N(2*reach) - reach}
		ll := asked[i].LonLat()
		lon[i], lat[i] = ll[0], ll[1]
	}
	type row struct {
		N    int
		Code string
	}
	// Points nearer than two units to a border are left out: there PostGIS judges rounded degrees.
	judged := 0
	for _, r := range query[row](t, conn, `with p as (select n, st_setsrid(st_makepoint(lon, lat), 4326) as g
			from unnest($1::float8[], $2::float8[]) with ordinality as u(lon, lat, n))
		select (p.n - 1)::int as n, coalesce(max(a.code) filter (where st_covers(a.geom, p.g)), '') as code
		from p left join redsail.township a on st_dwithin(a.geom, p.g, 2e-7)
		group by p.n having coalesce(bool_and(not st_dwithin(st_boundary(a.geom), p.g, 2e-7)), true)`, lon, lat) {
		judged++
		got := ""
		for _, tw := range all {
			if tw.shape.Box().Contains(asked[r.N]) && tw.shape.Owns(asked[r.N]) {
				got = tw.code
			}
		}
		if got != r.Code {
			t.Errorf("%v: owned by %q, ST_Covers says %q", asked[r.N], got, r.Code)
		}
	}
	if judged < points/2 {
		t.Errorf("only %d of %d points lie off the borders", judged, points)
	}
	t.Logf("%d points compared", judged)
}

func query[T any](t *testing.T, conn *pgx.Conn, sql string, args ...any) []T {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		t.Fatal(err)
	}
	return out
}
