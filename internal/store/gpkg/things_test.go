package gpkg_test

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// schema1 is a store that Redsail made when it kept areas only: 40 changes of
// storetest.AreaStory(7) on the timeline t-recorded.
func schema1(t testing.TB) string {
	t.Helper()
	packed, err := os.Open(filepath.Join("testdata", "schema1.gpkg.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	r, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "old.gpkg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, r); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOldStore: a store of the first version opens, keeps its hashes and goes on as if it
// had been made today.
func TestOldStore(t *testing.T) {
	s := reopen(t, schema1(t))
	defer s.Close()
	st, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(st.Hash[:]); st.Revision != 16 || got != "44d3d48771ebcec530647f88c888f635ca65e9226398fbbac8efc72c4ba51909" {
		t.Fatalf("revision %d, hash %s", st.Revision, got)
	}
	vs, err := s.Versions(t.Context(), city.Query{})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := city.ContentHash(city.Records(vs))
	if got := hex.EncodeToString(sum[:]); err != nil || got != "763f65f897b952dea1ab05cf2a1142532c9d3fb5e8b6d3b09cd8b3059cf03efc" {
		t.Fatalf("content %s, %v", got, err)
	}
	fresh, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "new.gpkg"), storetest.Scheme(t), gpkg.Options{Timeline: "t-recorded"})
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	for _, c := range storetest.AreaStory(7, 40) {
		if _, err := fresh.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	building := city.PutContent(&city.Building{Code: "b", Shape: box(1_160_000_000, 350_000_000, 1000)}, city.Always())
	a := apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{building}})
	b := apply(t, fresh, city.Change{Effective: city.OpenStart, Entries: []city.Entry{building}})
	if a.Number != 17 || a.Hash != b.Hash {
		t.Fatalf("the old store gives %d %x, a new one %d %x", a.Number, a.Hash, b.Number, b.Hash)
	}
	_, err = s.Records(t.Context(), city.Query{Kind: city.KindPlace})
	if err != nil {
		t.Fatal(err)
	}
	checkOldLog(t, s)
}

// checkOldLog: bodies that an old store keeps whole, and those that are cut open since, hash
// to one chain.
func checkOldLog(t *testing.T, s city.Store) {
	t.Helper()
	log, err := s.Log(t.Context(), 0, 100)
	if err != nil || len(log) != 17 {
		t.Fatalf("%d revisions, %v", len(log), err)
	}
	var prev [32]byte
	for i := range log {
		r := &log[i]
		if r.PrevHash != prev || len(r.Log) != r.Entries || city.ChainHash(prev, r.Number, r.Timeline, r.Log) != r.Hash {
			t.Errorf("revision %d breaks the chain", r.Number)
		}
		prev = r.Hash
	}
}

// TestOldStoreValidates: the migrated file is as good a GeoPackage as a new one.
func TestOldStoreValidates(t *testing.T) {
	path := schema1(t)
	closeStore(t, reopen(t, path))
	validate(t, path)
	sound(t, path)
}

// withThings is a closed store with a building that has a ground plan, one that has a
// point, a road and a place; and one of each that has ended.
func withThings(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "city.gpkg")
	s, err := gpkg.Init(t.Context(), path, storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := geo.Point{X: 1_160_000_000, Y: 350_000_000}
	storeys, households, floor := int64(18), int64(72), int64(120)
	past := city.Period{From: city.OpenStart, To: 0}
	apply(t, s, city.Change{Effective: city.OpenStart, Entries: []city.Entry{
		city.PutArea(city.Area{Layer: "grid", Code: "g", Shape: box(1_160_000_000, 350_000_000, 1_000_000)}, city.Always()),
		city.PutContent(&city.Building{
			Code: "b1", Names: city.Names{Zh: "1号楼"}, Shape: box(1_160_000_000, 350_000_000, 500), Grid: "g", Storeys: &storeys, Households: &households,
			Address: city.Address{Road: "建设路", Number: "12号", Building: "1号楼"}, Class: map[string]string{"use": "住宅"},
		}, city.Always()),
		city.PutContent(&city.Building{Code: "b2", Point: &at}, city.Always()),
		city.PutContent(&city.Building{Code: "b0", Point: &geo.Point{}}, past),
		city.PutContent(&city.Line{Layer: city.LayerRoad, Code: "r", Class: map[string]string{"class": "arterial"}, Shape: geo.MultiLine{{at, {X: 1_161_000_000, Y: 351_000_000}}}}, city.Always()),
		city.PutContent(&city.Line{Layer: city.LayerWall, Code: "w", Shape: geo.MultiLine{{{}, {X: 1_000}}}}, past),
		city.PutContent(&city.Place{
			Kind: "station", Code: "p", Names: city.Names{Zh: "红帆驿站"}, Point: at, State: city.PlaceOpen, Services: []string{"饮水", "a;b"}, FloorArea: &floor,
		}, city.Always()),
		city.PutContent(&city.Place{Kind: "venue", Code: "q", State: city.PlaceClosed}, past),
	}})
	closeStore(t, s)
	return path
}

// TestThingViews: other programs read buildings, lines and places, and find the file valid.
func TestThingViews(t *testing.T) {
	path := withThings(t)
	validate(t, path)
	sound(t, path)
	summary := tool(t, "ogrinfo", "-ro", "-so", path)
	for _, layer := range []string{"buildings", "lines (Multi Line String)", "places (Point)", "building_version (None)", "line_version (None)", "place_version (None)"} {
		if !strings.Contains(summary, layer) {
			t.Errorf("ogrinfo does not list %s:\n%s", layer, summary)
		}
	}
	for layer, parts := range map[string][]string{
		"buildings": {
			"Feature Count: 2", "FID Column = id", "OGRFeature(buildings):2", "code (String) = b1", "name (String) = 1号楼", "address (String) = 建设路12号1号楼",
			"storeys (Integer64) = 18", "households (Integer64) = 72", "grid (String) = g", "compound (String) = (null)", `class (String) = {"use":"住宅"}`,
			"MULTIPOLYGON (((116 35,", "OGRFeature(buildings):3", "POINT (116 35)",
		},
		"lines": {"Feature Count: 1", "layer (String) = road", "code (String) = r", `class (String) = {"class":"arterial"}`, "MULTILINESTRING ((116 35,116.1 35.1))"},
		"places": {"Feature Count: 1", "kind (String) = station", "name (String) = 红帆驿站", `services (String) = ["饮水","a;b"]`, "state (String) = open",
			"floor_area (Integer64) = 120", "POINT (116 35)"},
	} {
		out := tool(t, "ogrinfo", "-ro", path, layer)
		for _, part := range parts {
			if !strings.Contains(out, part) {
				t.Errorf("ogrinfo does not say %s:\n%s", part, out)
			}
		}
	}
	// The bounds are those of all that is known, also of what is in force no more.
	for view, want := range map[string][4]float64{
		"buildings": {0, 0, 116.00005, 35.00005}, "lines": {0, 0, 116.1, 35.1}, "places": {0, 0, 116, 35}, "grid": {116, 35, 116.1, 35.1},
	} {
		var got [4]float64
		err := raw(t, path).QueryRow(`SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?`, view).Scan(&got[0], &got[1], &got[2], &got[3])
		if err != nil || got != want {
			t.Errorf("bounds of %s: %v, want %v (%v)", view, got, want, err)
		}
	}
}
