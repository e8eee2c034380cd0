package arch

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// source is a documented Go file with the given imports and body.
func source(pkg, body string, imports ...string) *fstest.MapFile {
	var b strings.Builder
	b.WriteString("// Package " + pkg + " is made up.\npackage " + pkg + "\n\n")
	for _, i := range imports {
		b.WriteString("import \"" + i + "\"\n")
	}
	return &fstest.MapFile{Data: []byte(b.String() + body)}
}

func own(dir string) string { return Module + "/" + dir }

func TestCheckReportsEachKindOfBreach(t *testing.T) {
	tests := []struct {
		name string
		file string
		src  *fstest.MapFile
		want string // empty: no breach
	}{
		{"down two floors", "internal/atlas/a.go", source("atlas", "", own("geo")), ""},
		{"down to the domain", "internal/store/gpkg/a.go", source("gpkg", "", own("internal/city")), ""},
		{"to the shared room of a floor", "internal/intake/a.go", source("intake", "", own("internal/atlas")), ""},
		{"a step inside floor 0", "geo/codec/a.go", source("codec", "", own("geo/crs")), ""},
		{"tiles on partition", "tiles/a.go", source("tiles", "", own("geo/partition")), ""},
		{"public attributes", "internal/atlas/public/a.go", source("public", "", own("tiles/mvt")), ""},
		{"attributes of others", "internal/atlas/a.go", source("atlas", "", own("tiles/mvt")), "what is written there is public; it is done by internal/atlas/public"},
		{"home", "geo/near/a.go", source("near", "", "github.com/tidwall/rtree"), ""},
		{"below a home", "internal/store/postgis/a.go", source("postgis", "", "github.com/jackc/pgx/v5/pgxpool"), ""},
		{"environment in the command", "cmd/redsail/a.go", source("main", "var x = os.Getenv(\"X\")\n", "os"), ""},
		{"test on a support room", "internal/httpapi/a_test.go", source("httpapi_test", "", own("internal/store/postgis/pgtest")), ""},
		{"test across its floor", "internal/httpapi/a_test.go", source("httpapi_test", "", own("internal/store/gpkg")), ""},
		{"judge in a test", "geo/a_test.go", source("geo_test", "", "github.com/peterstace/simplefeatures/geom"), ""},

		{"up", "geo/a.go", source("geo", "", own("internal/city")),
			"geo/a.go imports " + own("internal/city") + ": an arrow only goes down, this one goes from floor 0 up to floor 1"},
		{"test up", "internal/city/a_test.go", source("city_test", "", own("internal/store/gpkg")), "from floor 1 up to floor 3"},
		{"sideways between adapters", "internal/httpapi/a.go", source("httpapi", "", own("internal/store/gpkg")), "sideways on floor 3"},
		{"sideways between use cases", "internal/edit/a.go", source("edit", "", own("internal/intake")), "sideways on floor 2"},
		{"sideways inside a step", "geo/locate/a.go", source("locate", "", own("geo/codec")), "sideways on floor 0"},
		{"geo on its own step", "geo/a.go", source("geo", "", own("geo/crs")), "sideways on floor 0"},
		{"geo on tiles", "geo/partition/a.go", source("partition", "", own("tiles")), "sideways on floor 0"},
		{"tiles on the index", "tiles/a.go", source("tiles", "", own("geo/locate")), "sideways on floor 0"},
		{"encoder on the pyramid", "tiles/mvt/a.go", source("mvt", "", own("tiles")), "sideways on floor 0"},
		{"support room in the product", "internal/city/a.go", source("city", "", own("geo/geotest")), "it serves tests only"},
		{"unknown target", "geo/crs/a.go", source("crs", "", own("geo/magic")), "geo/magic: no such room"},
		{"unknown room", "internal/magic/a.go", source("magic", ""), "internal/magic: no such room"},
		{"vague room", "internal/util/a.go", source("util", ""), `"util" says nothing`},
		{"vague room below a room", "geo/crs/helpers/a.go", source("helpers", ""), `"helpers" says nothing`},
		{"not its home", "geo/locate/a.go", source("locate", "", "github.com/tidwall/rtree"), "its home is geo/near"},
		{"SQL in a use case", "internal/intake/a.go", source("intake", "", "database/sql"), "its home is internal/store/gpkg"},
		{"HTTP in a use case", "internal/atlas/a.go", source("atlas", "", "net/http/httputil"), "its home is internal/httpapi"},
		{"test library in the product", "geo/a.go", source("geo", "", "go.uber.org/goleak"), "only tests may"},
		{"testing in the product", "geo/a.go", source("geo", "", "testing"), "its home is geo/geotest"},
		{"homeless dependency", "geo/a.go", source("geo", "", "example.org/left-pad"), "has no home"},
		{"environment elsewhere", "internal/atlas/a.go", source("atlas", "var x = os.Getenv(\"X\")\n", "os"), "internal/atlas/a.go:5: os.Getenv: only cmd/redsail"},
		{"exit in a library", "internal/atlas/a.go", source("atlas", "func f() { log.Fatal(1) }\n", "log"), "only a main package ends the process"},
		{"init", "geo/a.go", source("geo", "func init() {}\n"), "geo/a.go:4: init"},
		{"no documentation", "geo/a.go", &fstest.MapFile{Data: []byte("package geo\n")}, "geo: no package documentation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{tt.file: tt.src}
			if dir, test := strings.CutSuffix(tt.file, "/a_test.go"); test {
				fsys[dir+"/doc.go"] = source("x", "")
			}
			house, err := load(fsys)
			if err != nil {
				t.Fatal(err)
			}
			got := check(house)
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("a sound file is refused: %q", got)
			case tt.want != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, tt.want) }):
				t.Errorf("got %q, want a breach with %q", got, tt.want)
			}
		})
	}
}

func TestCheckSizesReportsTheLong(t *testing.T) {
	long := "func f() {\n" + strings.Repeat("\t_ = 1\n", maxFuncLines-2) + "}\n" // maxFuncLines in all
	house := func(fsys fstest.MapFS) *tree {
		t.Helper()
		h, err := load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	over := strings.Replace(long, "{\n", "{\n\t_ = 1\n", 1)
	// Ten short functions keep the percentile low, so that only the maximum is under test.
	short := strings.Repeat("func (T) g() {}\n", 20)
	tests := []struct {
		name string
		fsys fstest.MapFS
		want []string
	}{
		{"as long as allowed", fstest.MapFS{"geo/a.go": source("geo", long+short)}, nil},
		{"function", fstest.MapFS{"geo/a.go": source("geo", over+short)}, []string{"geo/a.go:4: f has 61 lines; at most 60"}},
		{"function of a test", fstest.MapFS{"geo/a_test.go": source("geo", over)}, nil},
		{"file", fstest.MapFS{"web/src/a.ts": {Data: []byte(strings.Repeat("\n", 501))}}, []string{"web/src/a.ts has 501 lines; at most 500"}},
		{"not ours", fstest.MapFS{"web/node_modules/a.ts": {Data: []byte(strings.Repeat("\n", 501))}}, nil},
		{"most functions", fstest.MapFS{"geo/a.go": source("geo", long)}, []string{"one function in ten has more than 60 lines; at most 40"}},
		{"most files", fstest.MapFS{"geo/a.go": source("geo", strings.Repeat("\n", 400))}, []string{"one Go file in ten has more than 403 lines; at most 300"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := checkSizes(house(tt.fsys))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPercentile(t *testing.T) {
	tests := []struct {
		in   []int
		want int
	}{
		{nil, 0},
		{[]int{7}, 7},
		{[]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 9},
		{[]int{11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 10},
	}
	for _, tt := range tests {
		if got := percentile(tt.in); got != tt.want {
			t.Errorf("percentile(%v) = %d, want %d", tt.in, got, tt.want)
		}
	}
}
