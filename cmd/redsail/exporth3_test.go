package main

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/hex"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// hexRow is a line of an export for H3.
type hexRow struct {
	cell, kind, code string
	rank             int
	a, b             geo.Point
}

// readHex reads an export for H3 and checks its order.
func readHex(t *testing.T, file string) map[string][]hexRow {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatal(err)
	}
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	out := map[string][]hexRow{}
	last := hexRow{}
	for _, l := range lines[1:] {
		r := hexRow{cell: l[0], kind: l[1], code: l[2], rank: number(l[3])}
		if r.kind == "border" {
			r.a, r.b = geo.Point{X: int32(number(l[4])), Y: int32(number(l[5]))}, geo.Point{X: int32(number(l[6])), Y: int32(number(l[7]))}
			if r.a.Y >= r.b.Y {
				t.Fatalf("line %v: the edge does not rise", l)
			}
		} else if r.kind != "full" || l[4]+l[5]+l[6]+l[7] != "" {
			t.Fatalf("line %v", l)
		}
		if r.cell < last.cell || r.cell == last.cell && r.rank < last.rank {
			t.Fatalf("line %v is behind cell %s, rank %d", l, last.cell, last.rank)
		}
		out[r.cell] = append(out[r.cell], r)
		last = r
	}
	return out
}

// owner joins a point as a warehouse does.
func owner(rows []hexRow, q geo.Point) string {
	code, rank := "", 0
	for i := 0; i < len(rows); {
		n, j := 0, i
		for ; j < len(rows) && rows[j].rank == rows[i].rank; j++ {
			if rows[j].kind == "full" || geo.CrossesEast(rows[j].a, rows[j].b, q) {
				n++
			}
		}
		if n%2 == 1 && (rank == 0 || rows[i].rank < rank) {
			code, rank = rows[i].code, rows[i].rank
		}
		i = j
	}
	return code
}

// judges is the index over what a store holds of a layer, and the shapes.
func judges(t *testing.T, store, layer string) (*locate.Index, []locate.Area) {
	t.Helper()
	s, err := openStore(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	today, err := city.ParseDate("2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	rs, err := s.Records(t.Context(), city.Query{Kind: city.KindArea, Layer: layer, At: &today})
	if err != nil {
		t.Fatal(err)
	}
	l := locate.Layer{Key: layer, Partition: true}
	for i := range rs {
		l.Areas = append(l.Areas, locate.Area{Code: rs[i].Key().Code, Shape: rs[i].Content.(*city.Area).Shape})
	}
	x, err := locate.Build([]locate.Layer{l})
	if err != nil {
		t.Fatal(err)
	}
	return x, l.Areas
}

// somePoints are random points of the box, and about every vertex and along every border.
func somePoints(areas []locate.Area, random, border int) []geo.Point {
	rnd := rand.New(rand.NewPCG(7, 9))
	box := geo.EmptyBox()
	var edges [][2]geo.Point
	for _, a := range areas {
		box = box.Union(a.Shape.Box())
		a.Shape.Edges(func(p, q geo.Point) { edges = append(edges, [2]geo.Point{p, q}) })
	}
	var out []geo.Point
	for range random {
		out = append(out, geo.Point{X: box.Min.X + rnd.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + rnd.Int32N(box.Max.Y-box.Min.Y)})
	}
	for range border / 2 {
		e := edges[rnd.IntN(len(edges))]
		part := rnd.Float64()
		out = append(out,
			geo.Point{X: e[0].X + rnd.Int32N(3) - 1, Y: e[0].Y + rnd.Int32N(3) - 1},
			geo.Point{X: e[0].X + int32(part*float64(e[1].X-e[0].X)) + rnd.Int32N(3) - 1, Y: e[0].Y + int32(part*float64(e[1].Y-e[0].Y)) + rnd.Int32N(3) - 1})
	}
	return out
}

// compareJoin joins points with an export and holds the owners against those of the index.
func compareJoin(t *testing.T, store, layer string, resolution, random, border int) (file string, points []geo.Point, want []string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "cells.csv")
	export := func(out string) {
		mustRun(t, "export", "--store", store, "--layer", layer, "--format", "h3", "--resolution", strconv.Itoa(resolution), "--out", out)
	}
	export(file)
	rows := readHex(t, file)
	x, areas := judges(t, store, layer)
	points = somePoints(areas, random, border)
	full, owned := 0, 0
	for _, q := range points {
		code := x.Code(0, x.Owner(0, q))
		cell, err := hex.At(q, resolution)
		if err != nil {
			t.Fatal(err)
		}
		in := rows[cell.String()]
		if got := owner(in, q); got != code {
			t.Fatalf("%s, resolution %d: %v in cell %s is joined to %q, the index says %q", layer, resolution, q, cell, got, code)
		}
		if len(in) > 0 && in[0].kind == "full" {
			full++
		}
		if code != "" {
			owned++
		}
		want = append(want, code)
	}
	if full < len(points)/50 || owned < len(points)/4 || owned == len(points) {
		t.Errorf("%s: of %d points %d are in full cells, %d have an owner: that proves little", layer, len(points), full, owned)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s, resolution %d: %d cells, %.1f MB; %d points, %d of them in full cells, %d owned", layer, resolution, len(rows), float64(info.Size())/1e6, len(points), full, owned)
	again := file + ".again"
	export(again)
	if a, b := readFile(t, file), readFile(t, again); !bytes.Equal(a, b) {
		t.Error("a second export has other bytes")
	}
	return file, points, want
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestH3Note: a made-up city says so in each row, another has an empty column.
func TestH3Note(t *testing.T) {
	dir := t.TempDir()
	for _, of := range []struct {
		note string
		init []string
	}{{"", nil}, {city.MadeUpMark, []string{"--made-up"}}} {
		store, out := filepath.Join(dir, "s"+of.note+".gpkg"), filepath.Join(dir, "out"+of.note+".csv")
		mustRun(t, append([]string{"init", "--store", store}, of.init...)...)
		mustRun(t, "import", "--store", store, "--layer", "city", tinyArea(t, dir))
		mustRun(t, "export", "--store", store, "--layer", "city", "--format", "h3", "--resolution", "8", "--out", out)
		lines, err := csv.NewReader(bytes.NewReader(readFile(t, out))).ReadAll()
		if err != nil || len(lines) < 2 {
			t.Fatalf("%d lines: %v", len(lines), err)
		}
		for i, l := range lines {
			want := of.note
			if i == 0 {
				want = "note"
			}
			if l[len(l)-1] != want {
				t.Fatalf("line %d of %q: %v", i, of.note, l)
			}
		}
	}
}

// tinyArea is a file with one area of some square kilometres.
func tinyArea(t *testing.T, dir string) string {
	t.Helper()
	file := filepath.Join(dir, "one.geojson")
	text := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"370100","name":"One"},
		"geometry":{"type":"Polygon","coordinates":[[[117,36],[117.05,36],[117.05,36.05],[117,36.05],[117,36]]]}}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestH3JoinGivesOurOwners: a million random points of Beijing and 100,000 on and beside
// its borders, joined by cell, have the owners that the index says; and so have points of
// Taipei's villages, which overlap and leave gaps.
func TestH3JoinGivesOurOwners(t *testing.T) {
	shp, _ := beijing(t)
	store := filepath.Join(t.TempDir(), "beijing.gpkg")
	mustRun(t, "init", "--store", store, "--scheme", filepath.Join("testdata", "beijing.yaml"))
	importReport(t, store, shp)
	compareJoin(t, store, "township", 8, 1_000_000, 100_000)

	taipei := filepath.Join(t.TempDir(), "taipei.gpkg")
	mustRun(t, "init", "--store", taipei, "--scheme", filepath.Join("testdata", "beijing.yaml"))
	villages := filepath.Join(geotest.DataDir(t), "tw-taipei", "taipei_village.geojson")
	redsail(t, "import", "--store", taipei, "--layer", "township", "--code-field", "CPTVID", villages) // two villages cross themselves and are rejected
	compareJoin(t, taipei, "township", 9, 50_000, 50_000)
	file, points, want := compareJoin(t, taipei, "township", 10, 100_000, 100_000)
	joinInSQL(t, file, 10, points, want)
}

// warehouseTables are those of docs/warehouse.md.
const warehouseTables = `
CREATE TABLE h3 (
  cell TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, rank BIGINT NOT NULL,
  x1 BIGINT, y1 BIGINT, x2 BIGINT, y2 BIGINT, note TEXT
);
CREATE TABLE points (id TEXT PRIMARY KEY, cell TEXT NOT NULL, x BIGINT NOT NULL, y BIGINT NOT NULL);
CREATE INDEX h3_cell ON h3 (cell);
`

// warehouseSQL is the join of docs/warehouse.md.
const warehouseSQL = `
WITH hit AS (
  SELECT p.id, h.code, h.rank
  FROM points p JOIN h3 h ON h.cell = p.cell
  WHERE h.kind = 'full'
     OR (h.y1 <= p.y AND p.y < h.y2 AND (h.x2 - h.x1) * (p.y - h.y1) > (p.x - h.x1) * (h.y2 - h.y1))
  GROUP BY p.id, h.code, h.rank
  HAVING COUNT(*) % 2 = 1
), first AS (
  SELECT id, MIN(rank) AS rank FROM hit GROUP BY id
)
SELECT hit.id, hit.code FROM hit JOIN first ON first.id = hit.id AND first.rank = hit.rank`

// joinInSQL does the join as docs/warehouse.md writes it.
func joinInSQL(t *testing.T, file string, resolution int, points []geo.Point, want []string) {
	t.Helper()
	doc := readFile(t, filepath.Join("..", "..", "docs", "warehouse.md"))
	for _, text := range []string{warehouseTables, warehouseSQL} {
		if !bytes.Contains(doc, []byte(text)) {
			t.Errorf("docs/warehouse.md does not hold what is tested here: %s", text)
		}
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	do := func(text string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	do(warehouseTables)
	do(`BEGIN`)
	lines, err := csv.NewReader(bytes.NewReader(readFile(t, file))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines[1:] {
		args := make([]any, len(l))
		for i, v := range l {
			if args[i] = v; v == "" {
				args[i] = nil
			}
		}
		do(`INSERT INTO h3 VALUES (?,?,?,?,?,?,?,?,?)`, args...)
	}
	for i, q := range points {
		cell, err := hex.At(q, resolution)
		if err != nil {
			t.Fatal(err)
		}
		do(`INSERT INTO points VALUES (?,?,?,?)`, i, cell.String(), q.X, q.Y)
	}
	do(`COMMIT`)
	rows, err := db.QueryContext(t.Context(), warehouseSQL)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got := make([]string, len(points))
	for rows.Next() {
		var id int
		var code string
		if err := rows.Scan(&id, &code); err != nil {
			t.Fatal(err)
		}
		got[id] = code
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("SQL joins %v to %q, the index says %q", points[i], got[i], want[i])
		}
	}
}
