package atlas_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/longbridgeapp/opencc"

	"github.com/redsail/redsail/internal/city"
)

// writer writes addresses of the made-up city as people do. It knows nothing of how they are
// read: it begins with a thing of the city, says some of its parts in some of the ways there are,
// and remembers what it meant.
type writer struct {
	*rand.Rand
	traditional *opencc.OpenCC

	areas     map[city.Key]*city.Area
	buildings []*city.Building
	lines     []*city.Line
	places    []*city.Place
	listed    map[string][]city.Area // communities and grids
	// How many things have a name or address: what is not one must be told apart.
	roads, compounds, doors, names map[string]int
	numbers                        map[string]int // buildings by road, number and building
}

// meant is an address with what its writer meant.
type meant struct {
	text, level string
	// code is of what it is: of a compound its own where it is an area. names are those that the
	// answer may give it.
	code     string
	names    []string
	district string // of a compound
	// several is true where the writer knows that the text fits more than one thing.
	several bool
	how     string
}

func newWriter(t testing.TB, d *demoCity, seed uint64) *writer {
	t.Helper()
	cc, err := opencc.New("s2t")
	if err != nil {
		t.Fatal(err)
	}
	w := &writer{
		Rand: rand.New(rand.NewPCG(seed, 8)), traditional: cc, areas: map[city.Key]*city.Area{}, listed: map[string][]city.Area{},
		roads: map[string]int{}, compounds: map[string]int{}, doors: map[string]int{}, names: map[string]int{}, numbers: map[string]int{},
	}
	yards := map[string]bool{}
	for _, r := range d.records(t) {
		switch c := r.Content.(type) {
		case *city.Area:
			w.areas[c.Key()] = c
			if c.Layer == "community" || c.Layer == "grid" {
				w.listed[c.Layer] = append(w.listed[c.Layer], *c)
			}
			w.names[c.Names.Zh]++
		case *city.Building:
			a := c.Address
			w.buildings = append(w.buildings, c)
			w.numbers[a.Road+a.Number+"/"+a.Building]++
			w.numbers[a.Compound+"//"+a.Building]++
			yard := a.Road + "/" + a.Number + "/" + a.Compound + "/" + w.district(c)
			if !yards[yard] {
				yards[yard] = true
				w.doors[a.Road+a.Number]++
				w.compounds[a.Compound]++
			}
		case *city.Line:
			if c.Layer == city.LayerRoad && c.Names.Zh != "" {
				w.lines = append(w.lines, c)
				w.roads[c.Names.Zh]++
			}
		case *city.Place:
			w.places = append(w.places, c)
			w.names[c.Names.Zh]++
		}
	}
	return w
}

// up is the area of a layer above a grid.
func (w *writer) up(grid, layer string) *city.Area {
	a := w.areas[city.Key{Layer: city.LayerGrid, Code: grid}]
	for _, l := range []string{"community", "street", "district", "city"} {
		if a == nil {
			return nil
		}
		a = w.areas[city.Key{Layer: l, Code: a.Parent}]
		if l == layer {
			return a
		}
	}
	return nil
}

func (w *writer) district(b *city.Building) string {
	if a := w.up(b.Grid, "district"); a != nil {
		return a.Names.Zh
	}
	return ""
}

// one of several, chosen at random.
func (w *writer) one(of ...string) string { return of[w.IntN(len(of))] }

// chance is true in so many of a hundred cases.
func (w *writer) chance(percent int) bool { return w.IntN(100) < percent }

// figure writes a number: as it is, in full width, or in Chinese.
func (w *writer) figure(digits string) string {
	n, err := strconv.Atoi(digits)
	switch k := w.IntN(10); {
	case err != nil || k < 6:
		return digits
	case k < 8:
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, digits)
	case k == 8 || n >= 1000:
		return digits
	default:
		return inChinese(n)
	}
}

// inChinese writes 1 to 999 as one says it.
func inChinese(n int) string {
	d := strings.Split("零一二三四五六七八九", "")
	out := ""
	if n >= 100 {
		out += d[n/100] + "百"
		if n%100 > 0 && n%100 < 10 {
			out += "零"
		}
	}
	if t := n % 100 / 10; t > 0 {
		if t > 1 || n >= 100 {
			out += d[t]
		}
		out += "十"
	}
	if n%10 > 0 || n == 0 {
		out += d[n%10]
	}
	return out
}

// ahead writes the areas before an address, from the widest that is named on.
func (w *writer) ahead(grid string, must bool) string {
	say := func(layer string) string {
		a := w.up(grid, layer)
		if a == nil {
			return ""
		}
		return a.Names.Zh
	}
	sep := w.one("", "", "", " ", "，")
	switch w.IntN(8) {
	case 0, 1:
		if !must {
			return ""
		}
		return say("district") + sep
	case 2:
		return say("city") + say("district") + sep
	case 3:
		return "山东省" + say("city") + sep + say("district") + sep
	case 4:
		return say("district") + say("street") + sep
	case 5:
		return say("city") + say("district") + say("street") + say("community") + sep
	case 6:
		return say("district") + sep + say("community") + sep
	default:
		return say("street") + sep + pick(w.chance(50), say("community"), "") + sep + pick(must, say("district"), "")
	}
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// slip mistypes one character: another one, one too few, two swapped.
func (w *writer) slip(name string) string {
	r := []rune(name)
	if len(r) < 3 {
		return name
	}
	i := w.IntN(len(r) - 1) // the last one is 路, 街, 里 …
	switch w.IntN(6) {
	case 0:
		if len(r) > 3 {
			return string(r[:i]) + string(r[i+1:])
		}
		fallthrough
	case 1:
		if i+1 < len(r)-1 && r[i] != r[i+1] {
			r[i], r[i+1] = r[i+1], r[i]
			return string(r)
		}
		fallthrough
	default:
		r[i] = []rune("圣青晴新欣鑫丰峰风明名鸣和河合平萍海洋阳扬林临霖胜升声成城程")[w.IntN(30)]
		return string(r)
	}
}

// house writes the number of a building in the ways there are; it begins with the number.
func (w *writer) house(b *city.Building) (text string, ok bool) {
	n, is := strings.CutSuffix(b.Address.Building, "号楼")
	if !is {
		for _, unit := range []string{"排", "号"} {
			if n, is := strings.CutSuffix(b.Address.Building, unit); is {
				return w.figure(n) + unit, true
			}
		}
		return b.Address.Building, b.Address.Building != ""
	}
	switch w.IntN(12) {
	case 0, 1, 2:
		return w.figure(n) + "号楼", true
	case 3:
		return w.figure(n) + "栋", true
	case 4:
		return w.figure(n) + "幢", true
	case 5:
		return w.figure(n) + "座", true
	case 6:
		return n + "#", true
	case 7:
		return n + w.one("#楼", "＃楼"), true
	case 8:
		return w.figure(n) + "号", true
	case 9:
		return "第" + w.figure(n) + "栋", true
	case 10:
		return n + " 号楼", true
	default:
		return n + w.one("-2-501", "－1－302", "-3-1102"), true
	}
}

// inside writes what is finer than a building.
func (w *writer) inside(house string) string {
	if strings.Contains(house, "-") || strings.Contains(house, "－") || !w.chance(45) {
		return ""
	}
	u, r := 1+w.IntN(4), (1+w.IntN(18))*100+1+w.IntN(4)
	switch w.IntN(6) {
	case 0:
		return strconv.Itoa(u) + "单元"
	case 1:
		return w.figure(strconv.Itoa(u)) + "单元" + strconv.Itoa(r) + w.one("室", "", "户")
	case 2:
		return strconv.Itoa(r) + "室"
	case 3:
		return w.figure(strconv.Itoa(r/100)) + w.one("层", "楼")
	case 4:
		return " " + strconv.Itoa(u) + "单元 " + strconv.Itoa(r)
	default:
		return strconv.Itoa(u) + "-" + strconv.Itoa(r)
	}
}

// around puts an address into what people say before and after it.
func (w *writer) around(s string) string {
	switch w.IntN(10) {
	case 0:
		s = w.one("地址：", "位于", "我在", "住址 ", "家住") + s
	case 1:
		s += w.one("附近", "旁边", "对面", "门口", "东侧", "（北门）")
	case 2:
		s += w.one("。", " ", "，请来人", "里面", "，联系电话13912345678", " 张先生收", "（近菜市场）")
	}
	if w.chance(6) {
		if t, err := w.traditional.Convert(s); err == nil {
			s = t
		}
	}
	if w.chance(4) {
		s = strings.Join(strings.Split(s, ""), " ")
	}
	return s
}
