package httpapi_test

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// tinyDesk serves the tiny made-up city.
func tinyDesk(t *testing.T) *desk {
	t.Helper()
	made, err := demo.Make(t.Context(), demo.SizeTiny, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := made.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	changes, err := made.Changes()
	if err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), s, gpkg.Options{Timeline: "t-docs"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	for i := range changes {
		if _, err := store.Apply(t.Context(), changes[i]); err != nil {
			t.Fatal(err)
		}
	}
	d := &desk{t: t, store: store, log: &logBuffer{}}
	if d.atlas, err = atlas.Open(t.Context(), store, now); err != nil {
		t.Fatal(err)
	}
	c := httpapi.Config{Atlas: d.atlas, Editor: edit.NewEditor(store, now), Log: slog.New(slog.NewJSONHandler(io.Discard, nil))}
	d.keeper = gate(t, &c).token("keeper", []access.Role{access.Keeper, access.Planner})
	d.handler = httpapi.New(c)
	return d
}

// TestDocumentedChanges sends every body of docs/changes.md, in order, first as a dry run:
// each does what it says on the tiny city.
func TestDocumentedChanges(t *testing.T) {
	text, err := os.ReadFile("../../docs/changes.md")
	if err != nil {
		t.Fatal(err)
	}
	d := tinyDesk(t)
	if r := d.ask("GET", "/api/v1/areas/grid/372001001007001?f=geojson", ""); r.StatusCode != 200 {
		t.Errorf("the border: %d", r.StatusCode)
	}
	wants := []string{"grid/372001001007001 changed", "grid/372001001006001 changed", "grid/372001001009009 ended", "grid/372001001008001 changed", "overlay/OV002 ended"}
	blocks := strings.Split(string(text), "```json\n")[1:]
	if len(blocks) != len(wants) {
		t.Fatalf("there are %d bodies, want %d", len(blocks), len(wants))
	}
	revision := int64(9)
	if got := d.atlas.Current().Revision; got != revision {
		t.Fatalf("the page says that a new city has revision %d; it has %d", revision, got)
	}
	for i, block := range blocks {
		body, _, _ := strings.Cut(block, "```")
		dry := toldOf(t, d.send("/api/v1/changes?dry_run=true", body))
		done := toldOf(t, d.send("/api/v1/changes", body, "If-Match", fmt.Sprintf("%q", fmt.Sprint(revision))))
		if dry.Written || !done.Written || done.Revision != revision+1 || dry.Report.Entries != done.Report.Entries {
			t.Fatalf("%s: %+v, then %+v", body, dry, done)
		}
		found := false
		for _, a := range done.Report.Areas {
			found = found || a.Layer+"/"+a.Code+" "+a.What == wants[i]
		}
		if !found {
			t.Errorf("%s: %+v, want %s", body, done.Report.Areas, wants[i])
		}
		revision = done.Revision
	}
	last := fmt.Sprint(revision)
	if !strings.Contains(string(text), "/api/v1/revisions/"+last+"/reverse") {
		t.Errorf("the page does not take revision %s back", last)
	}
	if got := toldOf(t, d.send("/api/v1/revisions/"+last+"/reverse", "", "If-Match", fmt.Sprintf("%q", last))); !got.Written {
		t.Errorf("%+v", got)
	}
	free := `{"edits":[{"split":{"layer":"compound","code":"372001001006X01","line":[[119.86,38.6886],[119.863,38.6886]],"parts":[{"code":"372001001006X01"},{}]}}]}`
	if p := problemOf(t, d.send("/api/v1/changes?dry_run=true", free)); p.Code != "code_needed" {
		t.Errorf("%+v", p)
	}
}
