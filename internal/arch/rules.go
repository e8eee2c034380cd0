package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// check returns every breach of the plan, one line each, in path order.
func check(t *tree) []string {
	var out []string
	documented := map[string]bool{}
	for i := range t.files {
		f := &t.files[i]
		if !f.test && f.doc {
			documented[f.dir()] = true
		}
	}
	seen := map[string]bool{}
	for i := range t.files {
		f := &t.files[i]
		if !seen[f.dir()] {
			seen[f.dir()] = true
			out = append(out, checkRoom(f.dir(), documented[f.dir()])...)
		}
		if _, known := rooms[f.dir()]; known {
			out = append(out, checkImports(f)...)
			out = append(out, checkCalls(f)...)
		}
	}
	return out
}

func checkRoom(dir string, documented bool) []string {
	var out []string
	for _, part := range strings.Split(dir, "/") {
		if slices.Contains(vague, part) {
			out = append(out, fmt.Sprintf("%s: %q says nothing; name a package by what it gives", dir, part))
		}
	}
	if _, known := rooms[dir]; !known {
		return append(out, fmt.Sprintf("%s: no such room in the house; give it a floor in internal/arch/house.go", dir))
	}
	if !documented {
		out = append(out, fmt.Sprintf("%s: no package documentation", dir))
	}
	return out
}

func checkImports(f *goFile) []string {
	var out []string
	for _, p := range f.imports {
		var why string
		if inside, ok := strings.CutPrefix(p, Module+"/"); ok {
			why = checkArrow(f.dir(), inside, f.test)
		} else {
			why = checkHome(f.dir(), p, f.test)
		}
		if why != "" {
			out = append(out, fmt.Sprintf("%s imports %s: %s", f.path, p, why))
		}
	}
	return out
}

// checkArrow says why from may not import to; empty when it may.
func checkArrow(from, to string, test bool) string {
	a, b := rooms[from], rooms[to]
	_, known := rooms[to]
	switch {
	case !known:
		return "no such room in the house"
	case writers[to] != nil && a.floor > engines && !test && !a.support && !slices.Contains(writers[to], from):
		return "what is written there is public; it is done by " + strings.Join(writers[to], ", ")
	case from == to: // an external test of the package itself
		return ""
	case b.support && !test && !a.support:
		return "it serves tests only"
	case test && (b.support || b.floor <= a.floor):
		return "" // tests put rooms together, but do not look upstairs …
	case test && a.floor == useCases && to == testStore:
		return "" // … except for a real store
	case slices.Contains(a.below, to), b.floor < a.floor:
		return ""
	case a.floor == useCases && slices.Contains(shared, to):
		return ""
	case a.support && b.support:
		return ""
	case a.floor < b.floor:
		return fmt.Sprintf("an arrow only goes down, this one goes from floor %d up to floor %d", a.floor, b.floor)
	default:
		return fmt.Sprintf("an arrow only goes down, this one goes sideways on floor %d", a.floor)
	}
}

// checkHome says why the room may not import an outside path; empty when it may.
func checkHome(dir, imported string, test bool) string {
	h, known := homeOf(imported)
	outside := strings.Contains(strings.Split(imported, "/")[0], ".")
	switch {
	case !known && outside:
		return "this dependency has no home; give it one in internal/arch/house.go"
	case !known, h.tests && test, slices.Contains(h.rooms, "*"), slices.Contains(h.rooms, dir):
		return ""
	case len(h.rooms) == 0:
		return "only tests may"
	default:
		return "its home is " + strings.Join(h.rooms, ", ")
	}
}

func homeOf(imported string) (home, bool) {
	for p := imported; p != "." && p != "/"; p = path.Dir(p) {
		if h, ok := homes[p]; ok {
			return h, true
		}
	}
	return home{}, false
}

// environment and exits are functions with which a package reaches past its callers.
var (
	environment = []string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.ExpandEnv", "os.Setenv", "os.Unsetenv"}
	exits       = []string{"os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln"}
)

func checkCalls(f *goFile) []string {
	if f.test || rooms[f.dir()].support {
		return nil
	}
	var out []string
	for _, c := range f.calls {
		switch {
		case slices.Contains(environment, c.name) && f.dir() != "cmd/redsail":
			out = append(out, fmt.Sprintf("%s:%d: %s: only cmd/redsail reads the environment", f.path, c.line, c.name))
		case slices.Contains(exits, c.name) && f.pkg != "main":
			out = append(out, fmt.Sprintf("%s:%d: %s: only a main package ends the process", f.path, c.line, c.name))
		}
	}
	for _, fn := range f.funcs {
		if fn.name == "init" {
			out = append(out, fmt.Sprintf("%s:%d: init: a constructor says when it runs, init does not", f.path, fn.line))
		}
	}
	return out
}
