package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// pointsAsked is how many points are asked of every way to an answer.
const pointsAsked = 200_000

// redsail runs the command line in this process.
func redsail(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, streams{out: &out, err: &errs})
	return out.String(), errs.String(), code
}

func mustRun(t testing.TB, args ...string) string {
	t.Helper()
	out, errs, code := redsail(t, args...)
	if code != 0 {
		t.Fatalf("redsail %s: exit %d\n%s\n%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// township is a feature of the Shapefile on the lattice.
type township struct {
	code, county string
	shape        geo.MultiPolygon
}

func beijing(t testing.TB) (shp string, all []township) {
	t.Helper()
	shp = filepath.Join(geotest.DataDir(t), "cn-beijing-townships", "beijing.shp")
	r, err := codec.Open(context.Background(), shp, codec.Options{Limits: codec.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		f, err := r.Next()
		if errors.Is(err, io.EOF) {
			return shp, all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, township{
			code: f.Properties["县"] + "-" + f.Properties["乡"], county: f.Properties["县"], shape: lattice(t, f.Geometry),
		})
	}
}

func lattice(t testing.TB, g orb.Geometry) geo.MultiPolygon {
	t.Helper()
	mp, ok := g.(orb.MultiPolygon)
	if p, single := g.(orb.Polygon); single {
		mp, ok = orb.MultiPolygon{p}, true
	}
	if !ok {
		t.Fatalf("a %T is no area", g)
	}
	var raw geo.MultiPolygon
	for _, poly := range mp {
		var gp geo.Polygon
		for _, ring := range poly {
			var gr geo.Ring
			for _, p := range ring[:len(ring)-1] {
				q, err := geo.Snap(p)
				if err != nil {
					t.Fatal(err)
				}
				gr = append(gr, q)
			}
			gp = append(gp, gr)
		}
		raw = append(raw, gp)
	}
	shape, err := partition.Normalise(raw)
	if err != nil {
		t.Fatal(err)
	}
	return shape
}

// districts writes the 16 districts, each the union of its townships.
func districts(t testing.TB, all []township) string {
	t.Helper()
	by := map[string][]geo.MultiPolygon{}
	for _, tw := range all {
		by[tw.county] = append(by[tw.county], tw.shape)
	}
	fc := geojson.NewFeatureCollection()
	for county, shapes := range by {
		u, err := partition.Union(shapes)
		if err != nil {
			t.Fatal(err)
		}
		f := geojson.NewFeature(u.Orb())
		f.Properties["code"], f.Properties["name"] = county, county
		fc.Append(f)
	}
	if len(fc.Features) != 16 {
		t.Fatalf("%d districts", len(fc.Features))
	}
	text, err := json.Marshal(fc)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "districts.geojson")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// question is a point with the township and district that own it by brute force.
type question struct {
	p                  geo.Point
	township, district string
}

// questions are all vertices, all mid-points of edges that lie on the lattice, points one unit
// beside them up to nine tenths of the number asked, and random points up to it.
func questions(t testing.TB, all []township) []question {
	t.Helper()
	seen := map[geo.Point]bool{}
	var pts []geo.Point
	add := func(p geo.Point) {
		if !seen[p] {
			seen[p] = true
			pts = append(pts, p)
		}
	}
	box := geo.EmptyBox()
	boxes := make([]geo.Box, len(all))
	for i, tw := range all {
		boxes[i] = tw.shape.Box()
		box = box.Union(boxes[i])
		tw.shape.Edges(func(a, b geo.Point) {
			add(a)
			if (a.X+b.X)%2 == 0 && (a.Y+b.Y)%2 == 0 {
				add(geo.Point{X: int32((int64(a.X) + int64(b.X)) / 2), Y: int32((int64(a.Y) + int64(b.Y)) / 2)})
			}
		})
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, i := range rng.Perm(len(pts)) {
		for _, d := range [4]geo.Point{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}} {
			if len(pts) < pointsAsked*9/10 {
				add(geo.Point{X: pts[i].X + d.X, Y: pts[i].Y + d.Y})
			}
		}
	}
	for len(pts) < pointsAsked {
		add(geo.Point{X: box.Min.X + int32(rng.Int64N(int64(box.Max.X)-int64(box.Min.X)+1)), Y: box.Min.Y + int32(rng.Int64N(int64(box.Max.Y)-int64(box.Min.Y)+1))})
	}
	out := make([]question, len(pts))
	for i, p := range pts {
		q := question{p: p}
		for j, tw := range all {
			if boxes[j].Contains(p) && tw.shape.Owns(p) {
				if q.township != "" {
					t.Fatalf("%v is owned by %s and %s", p, q.township, tw.code)
				}
				q.township, q.district = tw.code, tw.county
			}
		}
		out[i] = q
	}
	return out
}

// TestBeijing takes a real city the whole way: Shapefile → both stores → command line,
// HTTP and SQL, and asks all of them the same 200,000 points, every vertex among them.
func TestBeijing(t *testing.T) {
	shp, all := beijing(t)
	if len(all) != 331 {
		t.Fatalf("%d townships", len(all))
	}
	parents := districts(t, all)
	asked := questions(t, all)
	t.Logf("%d points, %d of them outside", len(asked), len(asked)-countOwned(asked))
	csvIn := writeQuestions(t, asked)

	answers := map[string]string{}
	hashes := map[string]string{}
	var pgURL string
	for _, store := range []string{filepath.Join(t.TempDir(), "city.gpkg"), pgtest.URL(t)} {
		mustRun(t, "init", "--store", store, "--scheme", "testdata/beijing.yaml")
		mustRun(t, "import", "--store", store, "--layer", "district", "--strict", parents)
		r := importReport(t, store, shp)
		if r.Status != intake.Stored || r.Accepted != 331 || len(r.Gaps)+len(r.Overlaps) != 0 || r.NoParent != 0 {
			t.Fatalf("%s: %+v", store, r)
		}
		if r := importReport(t, store, shp); r.Status != intake.Unchanged || r.Unchanged != 331 || r.Revision != 2 {
			t.Fatalf("second import: status %s, %d unchanged, revision %d", r.Status, r.Unchanged, r.Revision)
		}
		out := filepath.Join(t.TempDir(), "out.csv")
		mustRun(t, "locate", "--store", store, "--in", csvIn, "--out", out, "--columns", "codes")
		text, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		answers[store] = string(text)
		compareCSV(t, string(text), asked)
		hashes[contentHash(t, store)] = store
		if strings.HasPrefix(store, "postgres") {
			pgURL = store
		}
		compareHTTP(t, store, asked)
	}
	if len(hashes) != 1 {
		t.Fatalf("the stores differ: %v", hashes)
	}
	var first string
	for _, text := range answers {
		if first == "" {
			first = text
		}
		if text != first {
			t.Fatal("the stores' CSV answers differ")
		}
	}
	compareSQL(t, pgURL, asked)
}

func countOwned(asked []question) int {
	n := 0
	for _, q := range asked {
		if q.township != "" {
			n++
		}
	}
	return n
}

func writeQuestions(t testing.TB, asked []question) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("n,lon,lat\n")
	for i, q := range asked {
		ll := q.p.LonLat()
		fmt.Fprintf(&b, "%d,%.7f,%.7f\n", i, ll[0], ll[1])
	}
	path := filepath.Join(t.TempDir(), "points.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func importReport(t testing.TB, store, shp string) intake.Report {
	t.Helper()
	out := mustRun(t, "import", "--store", store, "--layer", "township", "--code-field", "县+乡", "--name-field", "乡", shp)
	var r intake.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func contentHash(t testing.TB, store string) string {
	t.Helper()
	out, errs, _ := redsail(t, "check", "--store", store, "--json")
	var c atlas.Check
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatalf("%v\n%s", err, errs)
	}
	return c.ContentHash
}

func compareCSV(t testing.TB, text string, asked []question) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d, tw, e := slices.Index(rows[0], "district_code"), slices.Index(rows[0], "township_code"), slices.Index(rows[0], "error")
	for i, q := range asked {
		row := rows[i+1]
		if row[d] != q.district || row[tw] != q.township || row[e] != "" {
			t.Fatalf("line %d %v: got %q %q %q, want %q %q", i, q.p, row[d], row[tw], row[e], q.district, q.township)
		}
	}
}

// compareHTTP asks a real server every point.
func compareHTTP(t testing.TB, store string, asked []question) {
	t.Helper()
	s, err := openStore(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := atlas.Open(t.Context(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(httpapi.New(httpapi.Config{Atlas: a, Log: slog.New(slog.DiscardHandler)}))
	defer srv.Close()
	const clients = 4
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	var wg sync.WaitGroup
	for n := range clients {
		wg.Go(func() {
			for i := n; i < len(asked); i += clients {
				if err := askHTTP(client, srv.URL, asked[i], i/clients%2 == 0); err != nil {
					t.Errorf("point %d: %v", i, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// askHTTP asks by the address or by a body.
func askHTTP(client *http.Client, url string, q question, body bool) (err error) {
	ll := q.p.LonLat()
	url += "/api/v1/locate"
	var resp *http.Response
	if body {
		resp, err = client.Post(url, "application/json", strings.NewReader(fmt.Sprintf(`{"lon":%.7f,"lat":%.7f,"fields":"areas"}`, ll[0], ll[1])))
	} else {
		resp, err = client.Get(fmt.Sprintf("%s?lon=%.7f&lat=%.7f&fields=areas", url, ll[0], ll[1]))
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var r atlas.Reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return err
	}
	got := map[string]string{}
	for _, a := range r.Areas {
		if got[a.Layer] != "" || len(a.Contested) > 0 || !a.Agrees {
			return fmt.Errorf("%v: %+v", q.p, r.Areas)
		}
		got[a.Layer] = a.Code
	}
	if got["township"] != q.township || got["district"] != q.district {
		return fmt.Errorf("%v: got %v, want %q %q", q.p, got, q.district, q.township)
	}
	return nil
}

func compareSQL(t testing.TB, url string, asked []question) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	lon, lat := make([]float64, len(asked)), make([]float64, len(asked))
	for i, q := range asked {
		ll := q.p.LonLat()
		lon[i], lat[i] = ll[0], ll[1]
	}
	rows, err := conn.Query(t.Context(), `select coalesce(redsail.owner('township', lon, lat), '')
		from unnest($1::float8[], $2::float8[]) with ordinality as p(lon, lat, n) order by n`, lon, lat)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range asked {
		if got[i] != q.township {
			t.Fatalf("SQL, point %d %v: got %q, want %q", i, q.p, got[i], q.township)
		}
	}
}
