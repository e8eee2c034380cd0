package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// TestImportPeople takes persons and posts through the command line, from template to hand-over.
func TestImportPeople(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	b.imports("--layer", "street", b.write("streets.geojson", squares("a", "b")))
	people := func(args ...string) intake.PeopleReport {
		t.Helper()
		var r intake.PeopleReport
		if out := mustRun(t, append([]string{"import", "--store", b.store}, args...)...); json.Unmarshal([]byte(out), &r) != nil {
			t.Fatal(out)
		}
		return r
	}
	const name = "金丝雀"
	persons := b.write("persons.csv", "工号,姓名,值班电话\nP1,"+name+",13712345678\nP2,李四,\n")
	if r := people("--kind", "person", "--dry-run", persons); r.Status != intake.Stored {
		t.Errorf("%+v", r)
	}
	out, errs, code := redsail(t, "import", "--store", b.store, "--kind", "person", "--strict", b.write("half.csv", "工号,姓名\nP1,"+name+"\nP2,\n"))
	if code != exitFailed || !strings.Contains(out, `"refused"`) || there(b.store+".keys") {
		t.Errorf("a refused import: exit %d, %s%s, or it has left a file of keys", code, out, errs)
	}
	if r := people("--kind", "person", persons); r.Status != intake.Stored || r.Accepted != 2 || !there(b.store+".keys") {
		t.Errorf("%+v", r)
	}
	if r := people("--kind", "person", persons); r.Status != intake.Unchanged {
		t.Errorf("once more: %+v", r)
	}
	people("--kind", "post", b.write("posts.csv", "编码,角色,对象类型,对象编码,人员编码\nA1,street_contact,street,a,P1\n"))
	r := people("--kind", "post", "--effective-from", "2030-07-01", b.write("over.csv", "编码,人员编码\nA1,P2\n"))
	if r.Effective != "2030-07-01" || r.Status != intake.Stored {
		t.Errorf("hand-over: %+v", r)
	}
	out, errs, code = redsail(t, "import", "--store", b.store, "--kind", "person", b.write("bad.csv", "工号,姓名,值班电话\nP3,"+name+",1371234x678\n"))
	if code != exitFailed || !strings.Contains(out, "bad_phone") || strings.Contains(out+errs, name) {
		t.Errorf("exit %d: %s %s", code, out, errs)
	}
	for _, args := range [][]string{
		{"--kind", "person", "--layer", "street", persons}, {"--kind", "person", "--within", "a", persons}, {"--kind", "person"}, {persons},
		{"--kind", "house", persons}, {"--kind", "post", "--template", filepath.Join(b.dir, "t.doc")},
	} {
		if _, errs, code := redsail(t, append([]string{"import", "--store", b.store}, args...)...); code != exitUsage {
			t.Errorf("%v: exit %d %s", args, code, errs)
		}
	}
}

// TestPeopleTemplates: what a template shows is understood, but for what is made up in it.
func TestPeopleTemplates(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	for _, kind := range []string{"person", "post", "organisation"} {
		for _, ext := range []string{".csv", ".xlsx"} {
			for _, headings := range []string{"zh", "en"} {
				file := filepath.Join(b.dir, kind+headings+ext)
				mustRun(t, "import", "--kind", kind, "--headings", headings, "--template", file)
				out, errs, code := redsail(t, "import", "--store", b.store, "--kind", kind, file)
				var r intake.PeopleReport
				if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitFailed {
					t.Fatalf("%s: exit %d %s %v", file, code, errs, err)
				}
				if len(r.Rejected) != 1 || r.Rejected[0].Reason != "example_row" || len(r.Ignored) != 0 || r.Status != intake.Refused {
					t.Errorf("%s: %+v", file, r)
				}
			}
		}
	}
	if _, err := os.Stat(filepath.Join(b.dir, "postzh.csv")); err != nil {
		t.Error(err)
	}
}
