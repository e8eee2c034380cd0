package address

import "slices"

// Book holds the addresses of a city, ready to be matched. It does not change.
type Book struct {
	city    City
	names   map[string]int32 // by folded text
	texts   []string         // folded, by number of the name
	refs    [][]ref          // by number of the name
	longest map[rune]int     // runes of the longest name that begins so
	slips   []slip           // by hash

	roads     []road
	compounds []compound
	sites     []site
	houses    []houseAt
	numbered  map[numbered][]int32 // sites
	others    others
}

// ref is what a name may mean. short names leave out 社区, 小区 … and weigh less; reworded ones are as whole as
// the name but say another word for the same: 黄楼街道办 for 黄楼街道.
type ref struct {
	kind     refKind
	short    bool
	reworded bool
	id       int32
}

type refKind uint8

const (
	refArea refKind = iota
	refRoad
	refCompound
	refHouse
	refPlace
)

// road is all that has the name of a road.
type road struct {
	name  string
	lines []int32 // City.Roads
	sites []int32
	area  bool // an area has the name as well: villages number their groups
}

type compound struct {
	name  string
	phase string // 2期, 1区: by which it is told from others of its name
	area  int32  // City.Areas; -1 = none
	sites []int32
}

// site is a house number, or a compound's part that has none.
type site struct {
	road, compound int32 // -1 = none
	number         string
	said           string
	houses         []int32
}

type houseAt struct {
	site int32
	key  string
}

type numbered struct {
	road   int32
	number string
}

// New makes the book of a city.
func New(c City) *Book {
	b := &Book{city: c, names: map[string]int32{}, longest: map[rune]int{}, numbered: map[numbered][]int32{}}
	w := writer{Book: b, roadOf: map[string]int32{}, compoundOf: map[compoundKey]int32{}, siteOf: map[siteKey]int32{}, keys: map[string]string{}}
	w.areas()
	w.lines()
	for i := range c.Houses {
		w.house(int32(i), &c.Houses[i])
	}
	for i := range c.Places {
		w.landmark(int32(i), &c.Places[i])
	}
	w.reword()
	b.writeSlips()
	b.writeOthers()
	return b
}

// writer holds what only the making of a book needs.
type writer struct {
	*Book
	roadOf     map[string]int32
	compoundOf map[compoundKey]int32
	siteOf     map[siteKey]int32
	keys       map[string]string // folded keys, each text once
}

// compoundKey tells compounds of one name apart: by their area, or by their part of the city.
type compoundKey struct {
	name        string
	area, scope int32
}

type siteKey struct {
	road, compound, scope int32
	number                string
}

func (b *Book) fold(s string) []rune { return fold(s, b.city.Fold).runes }

// name says what a text means.
func (w *writer) name(said string, r ref) {
	full := w.fold(said)
	w.write(full, r)
	for _, short := range shorter(full, r.kind) {
		s := r
		s.short = true
		w.write(short, s)
	}
	if r.kind == refArea {
		for _, g := range gridNames(string(full)) {
			w.write([]rune(g), r)
		}
	}
}

// leastName is the shortest name, in runes.
const leastName = 2

func (w *writer) write(text []rune, r ref) {
	if len(text) < leastName || len(text) > MaxText {
		return
	}
	if _, end := scanNumeral(text); end == len(text) {
		return // 3号楼 is no name
	}
	id, ok := w.names[string(text)]
	if !ok {
		id = int32(len(w.texts))
		w.names[string(text)] = id
		w.texts, w.refs = append(w.texts, string(text)), append(w.refs, nil)
		w.longest[text[0]] = max(w.longest[text[0]], len(text))
	}
	same := func(o ref) bool { return o.kind == r.kind && o.id == r.id }
	if i := slices.IndexFunc(w.refs[id], same); i >= 0 {
		w.refs[id][i].short = w.refs[id][i].short && r.short
		return
	}
	w.refs[id] = append(w.refs[id], r)
}

func (w *writer) areas() {
	for i := range w.city.Areas {
		a := &w.city.Areas[i]
		if a.Compound {
			w.compoundArea(int32(i), a)
			continue
		}
		for _, n := range a.Names {
			w.name(n, ref{kind: refArea, id: int32(i)})
		}
	}
}

// reword lets areas be called by other words of their kind, where nothing else is called so.
func (w *writer) reword() {
	written := map[string]bool{}
	for i := range w.city.Areas {
		if w.city.Areas[i].Compound {
			continue
		}
		for _, n := range w.city.Areas[i].Names {
			for _, said := range rewordings(string(w.fold(n))) {
				if w.has(said) && !written[said] {
					continue
				}
				written[said] = true
				w.write([]rune(said), ref{kind: refArea, short: true, reworded: true, id: int32(i)})
			}
		}
	}
}

func (w *writer) compoundArea(i int32, a *Area) {
	if len(a.Names) == 0 {
		return
	}
	id := int32(len(w.compounds))
	w.compounds = append(w.compounds, compound{name: a.Names[0], phase: phaseOf(w.fold(a.Names[0])), area: i})
	for _, n := range a.Names {
		w.compoundOf[compoundKey{name: string(w.fold(n)), area: i}] = id
		w.name(n, ref{kind: refCompound, id: id})
	}
}

func (w *writer) lines() {
	for i := range w.city.Roads {
		for _, n := range w.city.Roads[i].Names {
			if id := w.road(n); id >= 0 && !slices.Contains(w.roads[id].lines, int32(i)) {
				w.roads[id].lines = append(w.roads[id].lines, int32(i))
			}
		}
	}
}

// road is the road of a name; -1 where there is no name.
func (w *writer) road(said string) int32 {
	folded := w.fold(said)
	if len(folded) == 0 {
		return -1
	}
	id, ok := w.roadOf[string(folded)]
	if !ok {
		id = int32(len(w.roads))
		w.roadOf[string(folded)] = id
		r := road{name: said}
		if n, ok := w.names[string(folded)]; ok {
			r.area = slices.ContainsFunc(w.refs[n], func(r ref) bool { return r.kind == refArea && !r.short })
		}
		w.roads = append(w.roads, r)
		w.name(said, ref{kind: refRoad, id: id})
	}
	return id
}

func (w *writer) house(i int32, h *House) {
	s := siteKey{road: w.road(h.Road), compound: w.compound(h), scope: h.Scope, number: w.key(h.Number)}
	id, ok := w.siteOf[s]
	if !ok {
		id = int32(len(w.sites))
		w.siteOf[s] = id
		w.sites = append(w.sites, site{road: s.road, compound: s.compound, number: s.number, said: h.Number})
		w.place(id, s)
	}
	w.sites[id].houses = append(w.sites[id].houses, i)
	w.houses = append(w.houses, houseAt{site: id, key: w.key(h.Building)})
	for _, n := range h.Names {
		if n != h.Building {
			w.name(n, ref{kind: refHouse, id: i})
		}
	}
}

// place enters a new site where it is looked for.
func (w *writer) place(id int32, s siteKey) {
	if s.road >= 0 {
		w.roads[s.road].sites = append(w.roads[s.road].sites, id)
		at := numbered{s.road, s.number}
		w.numbered[at] = append(w.numbered[at], id)
	}
	if s.compound >= 0 {
		w.compounds[s.compound].sites = append(w.compounds[s.compound].sites, id)
	}
}

// compound is that of a house; -1 = none.
func (w *writer) compound(h *House) int32 {
	folded := string(w.fold(h.Compound))
	if folded == "" {
		return -1
	}
	if id, ok := w.compoundOf[compoundKey{name: folded, area: h.Area}]; ok && h.Area >= 0 {
		return id
	}
	k := compoundKey{name: folded, area: -1, scope: h.Scope}
	id, ok := w.compoundOf[k]
	if !ok {
		id = int32(len(w.compounds))
		w.compoundOf[k] = id
		w.compounds = append(w.compounds, compound{name: h.Compound, phase: phaseOf([]rune(folded)), area: -1})
		w.name(h.Compound, ref{kind: refCompound, id: id})
	}
	return id
}

// landmark enters a place. One that has the name of the compound in which it stands is that
// compound.
func (w *writer) landmark(i int32, p *Place) {
	for _, said := range p.Names {
		id, ok := w.names[string(w.fold(said))]
		if said == p.Compound && ok && slices.ContainsFunc(w.refs[id], func(r ref) bool { return r.kind == refCompound && !r.short }) {
			continue
		}
		w.name(said, ref{kind: refPlace, id: i})
	}
}

func (w *writer) key(said string) string {
	k, ok := w.keys[said]
	if !ok {
		k = key(w.fold(said))
		w.keys[said] = k
	}
	return k
}
