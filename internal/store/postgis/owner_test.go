package postgis_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// mesh is a random triangulation of a moved grid, some triangles joined to areas of two
// parts.
func mesh(rng *rand.Rand, step int32) []geo.MultiPolygon {
	const n = 4
	var at [n + 1][n + 1]geo.Point
	move := func() int32 { return rng.Int32N(step/3+1) - step/6 }
	for i := range at {
		for j := range at[i] {
			at[i][j] = geo.Point{X: int32(i-n/2)*step + move(), Y: int32(j-n/2)*(step/2) + move()/2}
		}
	}
	var out []geo.MultiPolygon
	for i := range n {
		for j := range n {
			a, b, c, d := at[i][j], at[i+1][j], at[i+1][j+1], at[i][j+1]
			if rng.IntN(2) == 0 {
				a, b, c, d = b, c, d, a
			}
			one, two := geo.Ring{a, b, c}, geo.Ring{a, c, d}
			if rng.IntN(3) == 0 {
				out = append(out, geo.MultiPolygon{{one}, {two}})
				continue
			}
			out = append(out, geo.MultiPolygon{{one}}, geo.MultiPolygon{{two}})
		}
	}
	return out
}

// probes are what a partition can get wrong: vertices, middles of edges, their neighbours
// on the lattice, and places anywhere, off the lattice too.
func probes(rng *rand.Rand, areas []geo.MultiPolygon, most int) []orb.Point {
	var out []orb.Point
	box := geo.EmptyBox()
	for _, m := range areas {
		box = box.Union(m.Box())
		m.Edges(func(a, b geo.Point) {
			mid := geo.Point{X: int32((int64(a.X) + int64(b.X)) / 2), Y: int32((int64(a.Y) + int64(b.Y)) / 2)}
			for _, p := range []geo.Point{a, mid} {
				dx, dy := rng.Int32N(3)-1, rng.Int32N(3)-1
				near := geo.Point{X: p.X + dx, Y: p.Y + dy}
				out = append(out, p.LonLat(), near.LonLat())
				// Between lattice points, and exactly half way between two.
				out = append(out, orb.Point{(float64(p.X) + rng.Float64() - 0.5) / geo.Scale, (float64(p.Y) + 0.5) / geo.Scale})
			}
		})
	}
	for range 50 {
		out = append(out, orb.Point{
			(float64(box.Min.X) + rng.Float64()*(float64(box.Max.X)-float64(box.Min.X))) / geo.Scale,
			(float64(box.Min.Y) + rng.Float64()*(float64(box.Max.Y)-float64(box.Min.Y))) / geo.Scale,
		})
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(most, len(out))]
}

// ownerOf is the owner rule by the exact engine: of the areas that own the place the
// smallest, then the one with the lower code in byte order.
func ownerOf(t testing.TB, areas []geo.MultiPolygon, codes []string, at orb.Point) string {
	t.Helper()
	p, err := geo.Snap(at)
	if err != nil {
		t.Fatal(err)
	}
	best := -1
	for i, m := range areas {
		if !m.Owns(p) {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		if c := m.TwiceArea().Compare(areas[best].TwiceArea()); c < 0 || c == 0 && codes[i] < codes[best] {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return codes[best]
}

func owners(t testing.TB, c *pgx.Conn, layer string, at []orb.Point) []string {
	t.Helper()
	lon, lat := make([]float64, len(at)), make([]float64, len(at))
	for i, p := range at {
		lon[i], lat[i] = p[0], p[1]
	}
	rows, err := c.Query(context.Background(), `SELECT coalesce(redsail.owner($1, p.lon, p.lat), '')
		FROM unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS p (lon, lat, n) ORDER BY p.n`, layer, lon, lat)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOwnerIsTheOwnerRule asks SQL and the exact engine 20,000 times about partitions and
// about heaps of overlapping areas, small and as wide as the lattice.
func TestOwnerIsTheOwnerRule(t *testing.T) {
	const rounds, perRound = 28, 1000
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	asked, gaps := 0, 0
	var gone []city.Entry // deletes the areas of the round before
	for round := range rounds {
		rng := rand.New(rand.NewPCG(uint64(round), 4))
		step := []int32{6, 60, 4000, 400_000_000}[round%4]
		areas := mesh(rng, step)
		if round >= rounds/2 { // heaps: several meshes over each other, twins among them
			areas = append(areas, mesh(rng, step)...)
			areas = append(areas, areas[:8]...)
		}
		areas = slices.DeleteFunc(areas, func(m geo.MultiPolygon) bool { return m.TwiceArea().Sign() == 0 })
		layer := []string{"street", "compound"}[round/(rounds/2)]
		codes, entries := make([]string, len(areas)), gone
		gone = nil
		for i, m := range areas {
			codes[i] = fmt.Sprintf("%s%d-%d", []string{"B", "a", "街", "Z"}[rng.IntN(4)], round, i)
			entries = append(entries, put(layer, codes[i], m, city.OpenStart))
			gone = append(gone, city.DeleteArea(city.Key{Layer: layer, Code: codes[i]}, city.OpenStart))
		}
		apply(t, s, entries...)
		at := probes(rng, areas, perRound)
		for i, got := range owners(t, c, layer, at) {
			want := ownerOf(t, areas, codes, at[i])
			if got != want {
				t.Fatalf("round %d, step %d: owner of %v is %q in SQL, %q by the rule", round, step, at[i], got, want)
			}
			asked++
			if want == "" {
				gaps++
			}
		}
	}
	t.Logf("%d places asked about, %d of them in gaps", asked, gaps)
	if asked < 20_000 || gaps < 1000 {
		t.Error("too few")
	}
}

func TestOwnerOfHolesAndEdgesOfTheEarth(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	whole := geo.MultiPolygon{{
		{{X: -geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: geo.MaxY}, {X: -geo.MaxX, Y: geo.MaxY}},
		{{X: 0, Y: 0}, {X: 0, Y: 10}, {X: 10, Y: 10}, {X: 10, Y: 0}},
	}}
	apply(t, s, put("street", "earth", whole, city.OpenStart), put("street", "hole", square(0, 0, 10), city.OpenStart))
	codes, areas := []string{"earth", "hole"}, []geo.MultiPolygon{whole, square(0, 0, 10)}
	at := []orb.Point{
		{0, 0}, {math.Copysign(0, -1), math.Copysign(0, -1)}, {-1e-300, -1e-300}, {-5e-8, 5e-7}, {-4.9e-8, 5e-7},
		{5e-8, 5e-8}, {9.5e-7, 0}, {9.49e-7, 0}, {0.95e-6, 0.95e-6},
		{-180, -90}, {180, 0}, {179.99999994, 0}, {-180, 89.9999999}, {0, 90}, {12.3, 45.6},
	}
	for i, got := range owners(t, c, "street", at) {
		if want := ownerOf(t, areas, codes, at[i]); got != want {
			t.Errorf("owner of %v is %q, want %q", at[i], got, want)
		}
	}
}

// TestOwnerInTime: the day is that of the city's zone, and only the latest revision counts.
func TestOwnerInTime(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	july, err := city.ParseDate("2026-07-01")
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, put("street", "wrong", square(0, 0, 100), city.OpenStart))
	r := apply(t, s, city.DeleteArea(city.Key{Layer: "street", Code: "wrong"}, city.OpenStart),
		put("street", "old", square(0, 0, 100), city.OpenStart))
	apply(t, s, city.DeleteArea(city.Key{Layer: "street", Code: "old"}, july), put("street", "new", square(0, 0, 100), july))
	if r.Number != 2 {
		t.Fatalf("revision %d", r.Number)
	}
	for at, want := range map[string]string{
		"2026-06-30T15:59:59Z": "old", "2026-06-30T16:00:00Z": "new",
		"2026-07-01T00:00:00+08:00": "new", "1900-01-01T00:00:00Z": "old", "9000-01-01T00:00:00Z": "new",
	} {
		if got := value[string](t, c, `SELECT redsail.owner('street', 5e-7, 5e-7, $1::text::timestamptz)`, at); got != want {
			t.Errorf("owner at %s is %q, want %q", at, got, want)
		}
	}
	for _, zone := range []string{"UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"} {
		run(t, c, "SELECT set_config('timezone', $1, false)", zone)
		for at, want := range map[string]string{
			"date '2026-06-30'": "old", "date '2026-07-01'": "new", "at => date '2026-07-01'": "new",
			"date '1900-01-01'": "old", "date '9000-01-01'": "new",
			"'2026-06-30 16:00Z'": "new", "'2026-06-30 15:59Z'": "old", // a literal without a type is a moment
		} {
			if got := value[string](t, c, `SELECT redsail.owner('street', 5e-7, 5e-7, `+at+`)`); got != want {
				t.Errorf("owner at %s in a session of %s is %q, want %q", at, zone, got, want)
			}
		}
		today := `(now() AT TIME ZONE 'Asia/Shanghai')::date`
		if !value[bool](t, c, `SELECT redsail.owner('street', 5e-7, 5e-7) = redsail.owner('street', 5e-7, 5e-7, `+today+`)
			AND redsail.owner('street', 5e-7, 5e-7) = redsail.owner('street', 5e-7, 5e-7, NULL::date)`) {
			t.Errorf("today's owner in a session of %s differs", zone)
		}
	}
	want := "old"
	if !time.Now().Before(july.Start(time.UTC)) {
		want = "new"
	}
	if got := value[string](t, c, `SELECT redsail.owner(lat => 5e-7, lon => 5e-7, layer => 'street')`); got != want {
		t.Errorf("owner now is %q, want %q", got, want)
	}
}

func TestOwnerRefuses(t *testing.T) {
	url := pgtest.URL(t)
	initStore(t, url, postgis.Options{})
	c := connect(t, url)
	for args, want := range map[string]string{
		"'street', 'NaN', 0":                 "position lon NaN",
		"'street', 0, 'NaN'":                 "position lon 0, lat NaN",
		"'street', 'Infinity', 0":            "position lon Infinity",
		"'street', 180.0000001, 0":           "±180°",
		"'street', 0, -90.0000001":           "±90°",
		"'nowhere', 0, 0":                    `there is no layer "nowhere"`,
		"'street', 0, 0, 'infinity'":         "no day",
		"'STREET', 116.0, 39.0, '-infinity'": "no day",
		"'street', 0, 0, date 'infinity'":    "no day",
	} {
		var code *string
		err := c.QueryRow(context.Background(), "SELECT redsail.owner("+args+")").Scan(&code)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("owner(%s): %v, want %q", args, err, want)
		}
	}
	for _, args := range []string{"'street', 0, 0", "NULL, 0, 0", "'street', NULL, 0", "'street', 0, NULL", "'street', 0, 0, NULL", "'street', 0, 0, NULL::date"} {
		if code := value[*string](t, c, "SELECT redsail.owner("+args+")"); code != nil {
			t.Errorf("owner(%s) is %q, want null", args, *code)
		}
	}
	if kinds := value[string](t, c, "SELECT string_agg(DISTINCT provolatile::text || proparallel::text, ' ') || count(*) FROM pg_proc WHERE proname = 'owner' AND pronamespace = 'redsail'::regnamespace"); kinds != "ss2" {
		t.Errorf("volatility and parallel safety are %q, want stable and safe for both of two", kinds)
	}
}
