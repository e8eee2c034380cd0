package intake_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

var peopleKinds = map[string]city.RecordKind{"person": city.KindPerson, "post": city.KindPost, "organisation": city.KindOrganisation}

// TestPeopleDocs imports every table of docs/people-import.md in its order.
func TestPeopleDocs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "people-import.md"))
	if err != nil {
		t.Fatal(err)
	}
	w := newStaffed(t)
	tables := 0
	for i, block := range strings.Split(string(text), "```") {
		rest, isTable := strings.CutPrefix(block, "csv ")
		if i%2 == 0 || !isTable {
			continue
		}
		kind, rows, _ := strings.Cut(rest, "\n")
		tables++
		if r := w.people(peopleKinds[kind], []string{rows}); r.Status != intake.Stored || len(r.Ignored) > 0 {
			t.Errorf("%s: %+v", rows, r)
		}
	}
	if got := w.holders("A1"); tables != 4 || got != "[ 2027-07-01)=P1 [2027-07-01 )=P2" {
		t.Errorf("%d tables, %s", tables, got)
	}
}

// TestPeopleTemplateRows: with codes that are there the row of each template is taken whole.
func TestPeopleTemplateRows(t *testing.T) {
	for _, english := range []bool{false, true} {
		w := newStaffed(t)
		for _, kind := range []city.RecordKind{city.KindOrganisation, city.KindPerson, city.KindPost} {
			var out bytes.Buffer
			if err := intake.WritePeopleTemplate(&out, kind, false, english); err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("EXAMPLE-GRID", "G1", "EXAMPLE-2", "", "EXAMPLE-1", "X1").Replace(out.String())
			if r := w.people(kind, []string{text}); r.Status != intake.Stored || r.Accepted != 1 || len(r.Ignored) > 0 {
				t.Errorf("%s: %+v", kind, r)
			}
		}
		p := w.records(city.KindPost, "X1")[0].Content.(*city.Post)
		if p.Role != "grid_head" || len(p.Tasks) != 2 || p.Hours == nil || p.Person != "X1" || len(w.details("X1").Phones) != 2 {
			t.Errorf("%+v", p)
		}
	}
}
