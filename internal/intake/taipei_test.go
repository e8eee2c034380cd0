package intake_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// TestTaipeiTables joins the list of the villages of a real city to their shapes by names alone, and reads its
// welfare offices as places.
func TestTaipeiTables(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "tw-taipei")
	w := newStaffed(t)
	w.take(filepath.Join(dir, "taipei_town.geojson"), intake.Options{Layer: "district", CodeField: "CPTID", NameField: "TNAME"})
	w.take(filepath.Join(dir, "taipei_village.geojson"), intake.Options{Layer: "street", CodeField: "CPTVID", NameField: "VNAME", ParentField: "CPTID"})
	areas := len(w.shapes("street"))

	list, err := os.ReadFile(filepath.Join(dir, "district_village_table.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(list, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	out := csv.NewWriter(&table)
	for i, row := range rows {
		households := "户数"
		if i > 0 {
			households = "100"
		}
		if err := out.Write(append(row, households)); err != nil {
			t.Fatal(err)
		}
	}
	out.Flush()
	named := func(o *intake.AttributeOptions) { o.NameField, o.DryRun = "里", true }
	r := w.attributes("street", table.String(), named)
	ambiguous := 0
	for _, x := range r.Rejected {
		if x.Reason == "ambiguous_area" {
			ambiguous++
		}
	}
	if r.Accepted != 451 || ambiguous != 4 {
		t.Errorf("names alone: %s, %d ambiguous", r.Summary(), ambiguous)
	}
	// Two names of the list (富臺里, 糖廍里) are written with other characters in the shapes.
	r = w.attributes("street", table.String(), func(o *intake.AttributeOptions) { o.NameField, o.ParentField = "里", "區" })
	if r.Accepted != 455 || !slices.Equal(joinReasons(r), []string{"54 里 unknown_area", "242 里 unknown_area"}) || r.Untouched != areas-455 {
		t.Errorf("within districts: %s", r.Summary())
	}
	offices := filepath.Join(dir, "socl_welfare_organization_plc.geojson")
	for i, want := range []intake.Status{intake.StoredWithFindings, intake.Unchanged} {
		p := w.thingsOf(intake.TablePlace, "service_station", offices, func(o *intake.ThingOptions) { o.CRS = "auto" })
		if p.Status != want || p.Accepted != 578 || p.Assigned != 578 || len(p.Outside) != 3 || !slices.Equal(p.Ignored, []string{"main_type", "sub_type"}) {
			t.Errorf("offices %d: %+v", i, p)
		}
	}
}
