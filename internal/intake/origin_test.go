package intake_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestOriginOfAreas: what is said of a file stands in its areas; without a word what the store has stays.
func TestOriginOfAreas(t *testing.T) {
	w := newWorld(t, threeLayers)
	file := w.write("geojson", collection(coded("d", box(0, 0, 10, 10))))
	for _, c := range []struct {
		origin       intake.Origin
		status       intake.Status
		source, date string
	}{
		{intake.Origin{}, intake.Stored, "", ""},
		{intake.Origin{Source: "民政局勘界", DataDate: "2026-07-01"}, intake.Stored, "民政局勘界", "2026-07-01"},
		{intake.Origin{}, intake.Unchanged, "民政局勘界", "2026-07-01"},
		{intake.Origin{DataDate: "2026-08-01"}, intake.Stored, "民政局勘界", "2026-08-01"},
	} {
		if r := w.take(file, intake.Options{Layer: "district", Origin: c.origin}); r.Status != c.status {
			t.Fatalf("%+v: %+v", c.origin, r)
		}
		v := w.area("district", "d")
		if v.Source != c.source || v.DataDate != c.date {
			t.Errorf("%+v: %q of %q", c.origin, v.Source, v.DataDate)
		}
	}
}

// TestOriginOfRows: a row that says its own source keeps it, the others have that of the file.
func TestOriginOfRows(t *testing.T) {
	w := newStaffed(t)
	r := w.things(intake.TableBuilding, "", "code,lon,lat,source,data_date\nB-1,116.01,40.01,街道台账,2025-01-01\nB-2,116.02,40.02,,\n", func(o *intake.ThingOptions) {
		o.Origin = intake.Origin{Source: "住建局", DataDate: "2026-07-01"}
	})
	if r.Status != intake.Stored {
		t.Fatalf("%+v", r)
	}
	for code, want := range map[string][2]string{"B-1": {"街道台账", "2025-01-01"}, "B-2": {"住建局", "2026-07-01"}} {
		b := w.building(code)
		if got := [2]string{b.Source, b.DataDate}; got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// TestOriginOfPeople: as of rows, also where the store has another source and the table has no column of it.
func TestOriginOfPeople(t *testing.T) {
	w := newStaffed(t)
	for _, c := range []struct{ source, want string }{{"旧名录", "旧名录"}, {"", "旧名录"}, {"新名录", "新名录"}} {
		r := w.people(city.KindPerson, []string{"code,name", "P-1,王某"}, func(o *intake.PeopleOptions) { o.Origin.Source = c.source })
		rs := w.records(city.KindPerson, "P-1")
		if len(r.Rejected) > 0 || len(rs) == 0 {
			t.Fatalf("%+v, %d", r, len(rs))
		}
		if p := rs[len(rs)-1].Content.(*city.Person); p.Source != c.want {
			t.Errorf("%q after %q", p.Source, c.source)
		}
	}
}

// TestBadOrigin: a source of several lines, and a date that is none, are refused before anything is read.
func TestBadOrigin(t *testing.T) {
	w := newWorld(t, threeLayers)
	for origin, code := range map[intake.Origin]string{
		{Source: "a\nb"}: "bad_text", {Source: strings.Repeat("x", 401)}: "bad_text", {Source: "\xff"}: "bad_text", {DataDate: "July"}: "bad_date", {Permission: "secret"}: "bad_permission",
	} {
		if _, err := intake.Import(t.Context(), w.store, "nothing.geojson", intake.Options{Layer: "district", Origin: origin}); city.CodeOf(err) != code {
			t.Errorf("%+v: %v, want %s", origin, err, code)
		}
	}
}

// TestPermission: the class is kept with areas, rows and streets until another is said; a row that says
// its own keeps it, a word that is no class counts as restricted; what is about persons takes none.
func TestPermission(t *testing.T) {
	w := newStaffed(t)
	file := w.write("geojson", collection(coded("G1", box(0, 0, 2, 4)), coded("G2", box(2, 0, 2, 4))))
	for _, c := range []struct {
		said   city.Permission
		status intake.Status
		want   city.Permission
	}{
		{"", intake.Unchanged, ""}, {city.PermissionRestricted, intake.Stored, city.PermissionRestricted},
		{"", intake.Unchanged, city.PermissionRestricted}, {city.PermissionPublic, intake.Stored, city.PermissionPublic},
	} {
		r := w.take(file, intake.Options{Layer: "grid", Origin: intake.Origin{Permission: c.said}})
		v := w.area("grid", "G2")
		if got := city.PermissionOf(&v.Area); r.Status != c.status || got != c.want {
			t.Errorf("%q: %s, %q", c.said, r.Status, got)
		}
	}
	own := w.write("geojson", collection(feature(box(2, 0, 2, 4), "code", `"G2"`, "class", `{"permission":"internal"}`)))
	w.take(own, intake.Options{Layer: "grid", Origin: intake.Origin{Permission: city.PermissionPublic}})
	if v := w.area("grid", "G2"); city.PermissionOf(&v.Area) != city.PermissionInternal {
		t.Errorf("a row that says its own class has %v", v.Class)
	}
	w.things(intake.TableBuilding, "", "code,lon,lat,class.permission\nB-1,116.01,40.01,\nB-2,116.01,40.01,public\nB-3,116.01,40.01,机密\n", func(o *intake.ThingOptions) {
		o.Origin.Permission = city.PermissionInternal
	})
	for code, want := range map[string]city.Permission{"B-1": city.PermissionInternal, "B-2": city.PermissionPublic, "B-3": city.PermissionRestricted} {
		if got := city.PermissionOf(w.building(code)); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	streets := w.write("osm", bentStreets)
	for _, said := range []city.Permission{city.PermissionInternal, ""} {
		w.network(streets, intake.NetworkOptions{Permission: said})
		for _, l := range w.lines() {
			if city.PermissionOf(&l) != city.PermissionInternal {
				t.Errorf("said %q: %+v", said, l)
			}
		}
	}
	rev := w.state().Revision
	revs, err := w.store.Revisions(t.Context(), rev-1, 1)
	if err != nil || !strings.HasSuffix(revs[0].Note, "; permission: internal") {
		t.Errorf("%+v, %v", revs, err)
	}
	_, err = intake.ImportPeople(t.Context(), w.store, w.keys, "nothing.csv", intake.PeopleOptions{Kind: city.KindPerson, Origin: intake.Origin{Permission: city.PermissionInternal}})
	if city.CodeOf(err) != "bad_permission" {
		t.Errorf("persons: %v", err)
	}
}
