package arch

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
)

func repository(t *testing.T) fs.FS {
	t.Helper()
	return os.DirFS(geotest.RepoRoot(t))
}

func report(t *testing.T, breaches []string) {
	t.Helper()
	for _, b := range breaches {
		t.Error(b)
	}
}

func TestHouseKeepsItsPlan(t *testing.T) {
	house, err := load(repository(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(house.files) < 20 || len(house.texts) < 3 {
		t.Fatalf("only %d Go files and %d others were found: this is not the repository", len(house.files), len(house.texts))
	}
	report(t, check(house))
}

func TestHouseKeepsItsSizes(t *testing.T) {
	house, err := load(repository(t))
	if err != nil {
		t.Fatal(err)
	}
	breaches, sizes := checkSizes(house)
	t.Log(sizes)
	report(t, breaches)
}

// TestPlanIsSound holds the tables against each other and against go.mod.
func TestPlanIsSound(t *testing.T) {
	for name, r := range rooms {
		for _, b := range r.below {
			if target, ok := rooms[b]; !ok || r.floor != engines || target.floor != engines {
				t.Errorf("room %s: step onto %s is not inside floor 0", name, b)
			}
			if slices.Contains(rooms[b].below, name) {
				t.Errorf("rooms %s and %s stand on each other", name, b)
			}
		}
	}
	for p, h := range homes {
		for _, dir := range h.rooms {
			if _, ok := rooms[dir]; !ok && dir != "*" {
				t.Errorf("home of %s: no room %s", p, dir)
			}
		}
	}
	mod, err := fs.ReadFile(repository(t), "go.mod")
	if err != nil {
		t.Fatal(err)
	}
	direct := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1)
	if len(direct) == 0 {
		t.Fatal("go.mod names no direct dependency: the pattern is wrong")
	}
	for _, m := range direct {
		if _, ok := homeOf(m[1]); !ok {
			t.Errorf("go.mod needs %s, which has no home", m[1])
		}
	}
}

// TestPlanInDocs: each room that exists is named in the plan that people read.
func TestPlanInDocs(t *testing.T) {
	plan, err := fs.ReadFile(repository(t), "docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	house, err := load(repository(t))
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for i := range house.files {
		dir := house.files[i].dir()
		if !missing[dir] && !strings.Contains(string(plan), "`"+dir+"`") {
			missing[dir] = true
			t.Errorf("docs/architecture.md does not name the room `%s`", dir)
		}
	}
}
