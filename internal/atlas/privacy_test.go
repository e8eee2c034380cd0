package atlas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

const privateScheme = `
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: overlay, name: {zh: 叠加, en: Overlay}, parent: "", partition: false}
places: [{key: shop, name: {zh: 店, en: Shop}}]
`

func counted(layer, code, parent string, shape geo.MultiPolygon, households int64) city.Entry {
	a := area(layer, code, parent, shape)
	people := 3 * households
	a.Households, a.Population = &households, &people
	return city.PutArea(a, city.Always())
}

func lived(code, grid string, x, y int32, households int64) city.Entry {
	return city.PutContent(&city.Building{Code: code, Grid: grid, Shape: rect(x, y, x+1, y+1), Households: &households}, city.Always())
}

func pictureOf(t testing.TB, scheme string, entries ...city.Entry) *atlas.Picture {
	t.Helper()
	s := openStore(t, scheme)
	if _, err := s.Apply(t.Context(), city.Change{Effective: city.OpenStart, Entries: entries}); err != nil {
		t.Fatal(err)
	}
	return openAtlas(t, s, nil).Current()
}

// TestAreasTellOfWholeBlocks: an area whose homes are too few is not told, and neither is
// another one without which its number could be worked out; areas in which nobody is known to
// live are told from 30 on.
func TestAreasTellOfWholeBlocks(t *testing.T) {
	entries := []city.Entry{counted("community", "C", "", rect(0, 0, 60, 10), 500), counted("overlay", "all", "", rect(0, 0, 60, 10), 500), counted("overlay", "part", "", rect(0, 0, 25, 10), 250)}
	for i, homes := range []int{6, 1, 5, 9, 12, 0} {
		g := fmt.Sprint("g", i)
		entries = append(entries, counted("grid", g, "C", rect(int32(i)*10, 0, int32(i)*10+10, 10), 60))
		for j := range homes {
			entries = append(entries, lived(fmt.Sprint(g, "-", j), "", int32(i)*10+int32(j%5)*2, int32(j/5)*2, 12))
		}
	}
	want := map[string]bool{"C": true, "all": true, "part": false, "g0": true, "g1": false, "g2": false, "g3": true, "g4": true, "g5": true}
	cards, _ := pictureOf(t, privateScheme, entries...).Areas(atlas.AreaFilter{}, city.Key{}, 100)
	for _, c := range cards {
		if (c.Households != nil) != want[c.Code] || (c.Population != nil) != want[c.Code] {
			t.Errorf("%s: households told %v, population told %v, want %v", c.Code, c.Households != nil, c.Population != nil, want[c.Code])
		}
	}
	if len(cards) != len(want) {
		t.Errorf("%d areas", len(cards))
	}
	stricter := privateScheme + "privacy: {buildings: 10, households: 100}\n"
	cards, _ = pictureOf(t, stricter, entries...).Areas(atlas.AreaFilter{Layers: []string{"grid"}}, city.Key{}, 100)
	for _, c := range cards {
		if c.Households != nil {
			t.Errorf("with ten buildings and 100 households as limits %s tells %d", c.Code, *c.Households)
		}
	}
}

// TestHouseholdsMoveUnseen: nobody can see how the households of a block are spread over its
// buildings. Two cities that differ in nothing else give the same answers, byte for byte:
// every area, every hexagon, every tile and thousands of drawn grounds, most of which have a
// part of a block.
func TestHouseholdsMoveUnseen(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	var entries []city.Entry
	entries = append(entries, counted("community", "C", "", rect(0, 0, 400, 200), 3000), counted("overlay", "o", "", rect(30, 30, 170, 90), 900))
	for i := range int32(8) {
		entries = append(entries, counted("grid", fmt.Sprint("g", i), "C", rect(i%4*100, i/4*100, i%4*100+100, i/4*100+100), 400))
	}
	number := make([]int64, 150)
	spots := make([][2]int32, len(number))
	for i := range number {
		number[i], spots[i] = 1+rnd.Int64N(40), [2]int32{rnd.Int32N(198) * 2, rnd.Int32N(98) * 2}
	}
	cityOf := func(number []int64) *atlas.Picture {
		all := entries
		for i, n := range number {
			all = append(all, lived(fmt.Sprintf("b%03d", i), "", spots[i][0], spots[i][1], n))
		}
		return pictureOf(t, privateScheme, all...)
	}
	one := cityOf(number)
	blocks := one.Blocks()
	moved := append([]int64(nil), number...)
	changed := 0
	for _, b := range blocks { // one building of each block keeps nearly nobody
		for _, h := range b[1:] {
			if moved[h] > 1 {
				moved[b[0]] += moved[h] - 1
				moved[h], changed = 1, changed+1
			}
		}
	}
	if len(blocks) < 10 || changed < 50 {
		t.Fatalf("%d blocks, %d buildings changed: that proves little", len(blocks), changed)
	}
	other := cityOf(moved)
	if fmt.Sprint(other.Blocks()) != fmt.Sprint(blocks) {
		t.Fatal("moving the households has made other blocks: choose other seeds")
	}
	seen := map[string]int{}
	for i := range 1500 {
		ground := drawnSquare(rnd)
		a, b := publicOf(t, one, ground, i == 0), publicOf(t, other, ground, i == 0)
		if a != b {
			t.Fatalf("what is told shows where the households are:\n%s\n%s", a, b)
		}
		seen[a]++
	}
	if len(seen) < 500 {
		t.Errorf("only %d different answers", len(seen))
	}
}

func drawnSquare(rnd *rand.Rand) geo.MultiPolygon {
	x, y := rnd.Int32N(390), rnd.Int32N(190)
	return rect(x, y, x+1+rnd.Int32N(400-x), y+1+rnd.Int32N(200-y))
}

// publicOf is what a stranger can know of a drawn ground and, if asked for, of all else.
func publicOf(t *testing.T, p *atlas.Picture, ground geo.MultiPolygon, all bool) string {
	t.Helper()
	w, err := p.Within(context.Background(), ground, "")
	if err != nil {
		t.Fatal(err)
	}
	salt := int(ground[0][0][0].X/1000) & 63 // any classes, such as those of who is covered
	parts := []any{w, p.ToldBy(func(home int) int { return (home*(salt+3) + salt) % (1 + salt%7) }, 1+salt%7), p.ToldBy(func(home int) int { return home / (salt + 2) }, 1000)}
	if all {
		cards, _ := p.Areas(atlas.AreaFilter{}, city.Key{}, 1000)
		parts = append(parts, cards)
		for res := atlas.HexagonsLeast; res <= atlas.HexagonsMost; res++ {
			list, err := p.Hexagons(t.Context(), res, nil)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, list)
		}
		for z := uint8(8); z <= 16; z++ {
			pyramid, err := p.HexTiles(t.Context(), z)
			if err != nil {
				t.Fatal(err)
			}
			tile, err := pyramid.Tile(t.Context(), []string{atlas.HexLayer}, addressOf(at(200, 100), z))
			if err != nil || tile.Empty {
				t.Fatalf("z%d: empty %v, %v", z, tile.Empty, err)
			}
			parts = append(parts, tile.ETag, tile.Gzip)
		}
	}
	text, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestNestedGrounds: a ground that grows building by building tells nothing of the last one:
// the number stays, or grows by at least a whole block.
func TestNestedGrounds(t *testing.T) {
	entries := []city.Entry{counted("community", "C", "", rect(0, 0, 600, 10), 3000)}
	total := int64(0)
	for i := range int32(250) {
		total += int64(5 + i%7)
		entries = append(entries, lived(fmt.Sprintf("b%03d", i), "", 2*i, 1, int64(5+i%7)))
	}
	p := pictureOf(t, privateScheme, entries...)
	last, grew := int64(-1), 0
	for n := range int32(251) {
		w, err := p.Within(t.Context(), rect(-2, 0, 2*n+1, 10), "")
		if err != nil {
			t.Fatal(err)
		}
		if w.Buildings != min(int(n)+1, 250) {
			t.Fatalf("%d buildings are counted, want %d", w.Buildings, n+1)
		}
		if w.Households == nil {
			if last >= 0 || !w.Withheld {
				t.Fatalf("after %d households none are told", last)
			}
			continue
		}
		if d := *w.Households - max(last, 0); d != 0 && d < 30-10 {
			t.Fatalf("the ground of %d buildings has %d households more", n, d)
		} else if d != 0 {
			grew++
		}
		last = *w.Households
	}
	if want := (total + 5) / 10 * 10; grew < 5 || last != want {
		t.Errorf("the number grew %d times, to %d, want %d", grew, last, want)
	}
}

// TestNothingIsLeftOver: in trees of areas with numbers of their own and no buildings, no number
// below 30 can be worked out from those above it and beside it.
func TestNothingIsLeftOver(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 1))
	hidden, small := 0, 0
	for range 12 {
		var entries []city.Entry
		number := map[string]int64{}
		parent := map[string]string{}
		add := func(layer, code, up string, shape geo.MultiPolygon, n int64) {
			entries = append(entries, city.PutArea(counts(area(layer, code, up, shape), n), city.Always()))
			number[code], parent[code] = n, up
		}
		for c := range int32(4) {
			community, total := fmt.Sprint("c", c), int64(0)
			for g := range 1 + rnd.Int32N(5) {
				n := 5 + rnd.Int64N(80)
				total += n
				add("grid", fmt.Sprint(community, "g", g), community, rect(c*60+g*10, 0, c*60+g*10+10, 10), n)
			}
			add("community", community, "D", rect(c*60, 0, c*60+60, 10), total)
		}
		all := int64(0)
		for c := range 4 {
			all += number[fmt.Sprint("c", c)]
		}
		add("district", "D", "", rect(0, 0, 240, 10), all)
		told := map[string]bool{}
		cards, _ := pictureOf(t, treeScheme, entries...).Areas(atlas.AreaFilter{}, city.Key{}, 100)
		for _, c := range cards {
			if told[c.Code] = c.Households != nil; !told[c.Code] && number[c.Code] >= 30 {
				hidden++
			} else if !told[c.Code] {
				small++
			}
		}
		// What is told are sums over grids. A number can be worked out when it is a
		// combination of them: when it does not raise their rank.
		grids := map[string]int{}
		for code := range number {
			if strings.Contains(code, "g") {
				grids[code] = len(grids)
			}
		}
		sumOf := func(code string) []float64 {
			row := make([]float64, len(grids))
			for g, k := range grids {
				if g == code || parent[g] == code || parent[parent[g]] == code {
					row[k] = 1
				}
			}
			return row
		}
		var known [][]float64
		for code := range number {
			if told[code] {
				known = append(known, sumOf(code))
			}
		}
		for code, n := range number {
			if n < 30 && rank(append(slices.Clone(known), sumOf(code))) == rank(known) {
				t.Errorf("the %d households of %s can be worked out", n, code)
			}
		}
	}
	if hidden == 0 || small == 0 {
		t.Errorf("%d areas hidden for others, %d small ones: that proves little", hidden, small)
	}
}

const treeScheme = `
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
  - {key: community, name: {zh: 社区, en: Community}, parent: district, partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
`

func counts(a city.Area, households int64) city.Area {
	a.Households = &households
	return a
}

// rank is that of a matrix of small whole numbers.
func rank(m [][]float64) (n int) {
	rows := make([][]float64, len(m))
	for i := range m {
		rows[i] = slices.Clone(m[i])
	}
	for col := 0; len(rows) > 0 && col < len(rows[0]); col++ {
		k := slices.IndexFunc(rows[n:], func(r []float64) bool { return math.Abs(r[col]) > 1e-9 })
		if k < 0 {
			continue
		}
		rows[n], rows[n+k] = rows[n+k], rows[n]
		for i := n + 1; i < len(rows); i++ {
			f := rows[i][col] / rows[n][col]
			for j := range rows[i] {
				rows[i][j] -= f * rows[n][j]
			}
		}
		if n++; n == len(rows) {
			break
		}
	}
	return n
}

// TestPastTellsNoHouseholds: between two revisions or dates a border may have moved over one
// building, whose number the difference would be.
func TestPastTellsNoHouseholds(t *testing.T) {
	ctx := t.Context()
	s := openStore(t, privateScheme)
	n := int64(500)
	area := func(from city.Date, households int64) city.Entry {
		return city.PutArea(city.Area{Layer: "grid", Code: "g", Households: &households, Shape: rect(0, 0, 1000, 1000)}, city.Period{From: from, To: city.OpenEnd})
	}
	change := func(e city.Entry) {
		if _, err := s.Apply(ctx, city.Change{Effective: e.Valid.From, Entries: []city.Entry{e}}); err != nil {
			t.Fatal(err)
		}
	}
	change(area(city.OpenStart, n))
	a := openAtlas(t, s, nil)
	told := func(p *atlas.Picture) *int64 {
		d, err := a.Area(ctx, p, "grid", "g")
		if err != nil {
			t.Fatal(err)
		}
		return d.Households
	}
	first := a.Current()
	if got := told(first); got == nil || *got != n {
		t.Fatalf("now: %v, want %d", got, n)
	}
	change(area(first.Date-100, n+7))
	if _, err := a.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if got := told(a.Current()); got == nil || *got != n+7 {
		t.Errorf("now: %v, want %d", got, n+7)
	}
	before, err := a.At(ctx, a.Current().Date, 1)
	if err != nil {
		t.Fatal(err)
	}
	other, err := a.At(ctx, a.Current().Date-400, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]*atlas.Picture{"the picture before": first, "an older revision": before, "another date": other} {
		if got := told(p); got != nil {
			t.Errorf("%s tells %d", name, *got)
		}
	}
}

// TestPopulationAlone: where the data has no households, a small population is not what a
// parent has more than its other children.
func TestPopulationAlone(t *testing.T) {
	var entries []city.Entry
	for code, people := range map[string]int64{"c": 112, "g1": 12, "g2": 100} {
		layer, parent, shape := "grid", "c", rect(0, 0, 10, 10)
		switch code {
		case "c":
			layer, parent, shape = "community", "", rect(0, 0, 20, 10)
		case "g2":
			shape = rect(10, 0, 20, 10)
		}
		a := area(layer, code, parent, shape)
		a.Population = &people
		entries = append(entries, city.PutArea(a, city.Always()))
	}
	cards, _ := pictureOf(t, privateScheme, entries...).Areas(atlas.AreaFilter{}, city.Key{}, 10)
	told := map[string]bool{}
	for _, c := range cards {
		told[c.Code] = c.Population != nil
	}
	if want := map[string]bool{"c": true, "g1": false, "g2": false}; !maps.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}
