package postgis_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// TestEditsOnBothStores: the same edits of the same made-up city give the same reports, the
// same log and the same content in a database and in a file, and are taken back alike.
func TestEditsOnBothStores(t *testing.T) {
	made, err := demo.Make(t.Context(), demo.SizeTiny, nil)
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := made.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	database, err := postgis.Init(t.Context(), pgtest.URL(t), scheme, postgis.Options{Timeline: "t-edit", StoreID: "one"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	file, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t-edit", StoreID: "one"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	changes, err := made.Changes()
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		if a, b := apply2(t, database, file, changes[i]); a.Hash != b.Hash {
			t.Fatalf("change %d: the stores differ before any edit", i)
		}
	}
	now := func() time.Time { return time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC) }
	left, right := edit.NewEditor(database, now), edit.NewEditor(file, now)
	var last int64
	for i, e := range someEdits(t, file) {
		req := &edit.Request{Note: fmt.Sprint(i), Edits: []edit.Edit{e}}
		a, errA := left.Prepare(t.Context(), req)
		b, errB := right.Prepare(t.Context(), req)
		if errA != nil || errB != nil {
			t.Fatalf("edit %d: database %v, file %v", i, errA, errB)
		}
		if !reflect.DeepEqual(a.Report, b.Report) {
			t.Errorf("edit %d: the database reports %+v, the file %+v", i, a.Report, b.Report)
		}
		ra, rb := apply2(t, database, file, a.Change)
		if ra.Hash != rb.Hash || ra.Number != rb.Number || ra.Entries == 0 {
			t.Fatalf("edit %d: revisions %+v, %+v", i, ra, rb)
		}
		last = ra.Number
	}
	a, errA := left.Reverse(t.Context(), last, "back")
	b, errB := right.Reverse(t.Context(), last, "back")
	if errA != nil || errB != nil || !reflect.DeepEqual(a.Report, b.Report) {
		t.Fatalf("taken back: %v, %v", errA, errB)
	}
	if ra, rb := apply2(t, database, file, a.Change); ra.Hash != rb.Hash {
		t.Error("taken back they differ")
	}
	compare(t, database, file)
}

func apply2(t *testing.T, database, file city.Writer, c city.Change) (a, b city.Revision) {
	t.Helper()
	a, errA := database.Apply(t.Context(), c)
	b, errB := file.Apply(t.Context(), c)
	if errA != nil || errB != nil {
		t.Fatalf("database %v, file %v", errA, errB)
	}
	return a, b
}

// someEdits are one of each kind, in three corners of the city that do not meet.
func someEdits(t *testing.T, s city.Reader) []edit.Edit {
	t.Helper()
	date, err := city.ParseDate("2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	grids, err := s.Versions(t.Context(), city.Query{Layer: "grid", At: &date})
	if err != nil {
		t.Fatal(err)
	}
	var shapes []geo.MultiPolygon
	for i := range grids {
		shapes = append(shapes, grids[i].Shape)
	}
	first := grids[0]
	at, box := partition.LabelPoint(first.Shape), first.Shape.Box()
	out := []edit.Edit{{Split: &edit.Split{Layer: "grid", Code: first.Code, Parts: []edit.Part{{Code: "n1"}, {Code: first.Code}},
		Line: []orb.Point{geo.Point{X: at.X, Y: box.Min.Y - 9}.LonLat(), geo.Point{X: at.X, Y: box.Max.Y + 9}.LonLat()}}}}
	used := map[int]bool{0: true}
	arcs := partition.Weave(shapes)
	for i := range arcs.Len() {
		set := arcs.Shapes(i)
		if len(out) == 3 {
			break
		}
		if len(set) != 2 || used[int(set[0])] || used[int(set[1])] || grids[set[0]].Parent != grids[set[1]].Parent {
			continue
		}
		used[int(set[0])], used[int(set[1])] = true, true
		a, b := &grids[set[0]], &grids[set[1]]
		if len(out) == 1 {
			out = append(out, edit.Edit{Merge: &edit.Merge{Layer: "grid", Codes: []string{a.Code, b.Code}, Into: edit.Into{Code: "n2"}}})
			continue
		}
		from, to := arcs.Arc(i)
		p, q := arcs.Points[from], arcs.Points[from+1]
		if to == from {
			t.Fatal("an arc of one point")
		}
		beside := geo.Point{X: p.X + (q.X-p.X)/2 - (q.Y-p.Y)/8, Y: p.Y + (q.Y-p.Y)/2 + (q.X-p.X)/8}
		out = append(out, edit.Edit{MoveArc: &edit.MoveArc{Layer: "grid", Between: [2]*string{&a.Code, &b.Code}, From: p.LonLat(), To: q.LonLat(), Path: []orb.Point{beside.LonLat()}}})
	}
	if len(out) != 3 {
		t.Fatalf("%d edits", len(out))
	}
	return out
}
