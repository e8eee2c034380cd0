package atlas

import (
	"slices"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// post is one in force.
type post struct {
	*city.Post
	valid city.Period
}

// roll is the staff of a picture, arranged for checks.
type roll struct {
	p             *Picture
	posts         []post
	buildings     []*city.Building
	organisations []*city.Organisation
	byCode        map[string]*city.Organisation
	bySeat        map[city.Key][]*post
	// gridsOf are the grids in which a compound has buildings.
	gridsOf map[string][]string
	// own are what an organisation of the Party is of, served also what it covers.
	own, served map[city.Key]bool
	// party are the kinds of organisations of the Party.
	party map[string]bool
	// levels are the layers of streets, communities and grids.
	levels city.Levels
	// staffing are the rows of the scheme's staffing by layer, staffed their layers in order.
	staffing map[string][]city.StaffingRow
	staffed  []string
	// fixed are the roles whose posts must have area, time, task and duty.
	fixed map[string]bool
	// mustsMade are musts, once made.
	mustsMade []must
	err       error // of the settings
}

func (p *Picture) roll() *roll {
	r := &roll{
		p: p, byCode: map[string]*city.Organisation{}, bySeat: map[city.Key][]*post{}, gridsOf: map[string][]string{},
		own: map[city.Key]bool{}, served: map[city.Key]bool{}, levels: p.Scheme.Levels(),
		fixed: map[string]bool{roleHead: true, roleWorker: true, roleProfessional: true},
	}
	r.readStaffing()
	for _, one := range p.ofKind(city.KindPost) {
		if c, ok := one.Content.(*city.Post); ok {
			r.posts = append(r.posts, post{c, one.Valid})
		}
	}
	for i := range r.posts {
		r.bySeat[r.posts[i].At.Key()] = append(r.bySeat[r.posts[i].At.Key()], &r.posts[i])
	}
	seen := map[[2]string]bool{}
	r.buildings = contents[*city.Building](p.ofKind(city.KindBuilding))
	for _, b := range r.buildings {
		compound := r.compoundOfBuilding(b)
		if compound == "" {
			continue
		}
		if pair := [2]string{compound, r.gridOfBuilding(b)}; pair[1] != "" && !seen[pair] {
			seen[pair] = true
			r.gridsOf[compound] = append(r.gridsOf[compound], pair[1])
		}
	}
	r.organisations = contents[*city.Organisation](p.ofKind(city.KindOrganisation))
	r.noteParty()
	return r
}

// noteParty notes what the organisations of the Party are of and cover.
func (r *roll) noteParty() {
	r.party = map[string]bool{}
	for _, k := range r.p.Scheme.AllOrganisations() {
		r.party[k.Key] = k.Party
	}
	for _, o := range r.organisations {
		r.byCode[o.Code] = o
		if !r.party[o.Kind] {
			continue
		}
		r.own[o.Of.Key()] = true
		for _, seat := range append([]city.Seat{o.Of}, o.Covers...) {
			r.served[seat.Key()] = true
		}
	}
	// A grid is served where its compounds are.
	for compound, grids := range r.gridsOf {
		if r.served[city.Key{Kind: city.KindArea, Layer: city.LayerCompound, Code: compound}] {
			for _, grid := range grids {
				r.served[r.gridKey(grid)] = true
			}
		}
	}
}

// areas are those of a layer; none where the scheme has no such layer.
func (r *roll) areas(key string) []*city.Version {
	if i := r.p.numberOf(key); i != locate.None {
		return r.p.layers[i].areas
	}
	return nil
}

// grids are the areas of the layer of grids.
func (r *roll) grids() []*city.Version { return r.areas(r.levels.Grid) }

func (r *roll) gridKey(code string) city.Key {
	return city.Key{Kind: city.KindArea, Layer: r.levels.Grid, Code: code}
}

// gridOfBuilding is the code of the grid to which a building belongs: that which its data names, else
// the owner of its point; empty = in none.
func (r *roll) gridOfBuilding(b *city.Building) string {
	if b.Grid != "" {
		return b.Grid
	}
	return r.gridAt(CountingPoint(b))
}

// compoundOfBuilding is the code of the compound to which a building belongs, likewise; the first by code
// of several that hold its point.
func (r *roll) compoundOfBuilding(b *city.Building) string {
	i := r.p.numberOf(city.LayerCompound)
	if b.Compound != "" || i == locate.None {
		return b.Compound
	}
	code := ""
	for _, h := range ofLayer(r.p.index.All(CountingPoint(b), nil), i) {
		if one := r.p.layers[i].areas[h.Area].Code; code == "" || one < code {
			code = one
		}
	}
	return code
}

// gridAt is the code of the grid that owns a point; empty where none does, and where grids are no partition.
func (r *roll) gridAt(at geo.Point) string {
	if i := r.p.numberOf(r.levels.Grid); i != locate.None && r.p.layers[i].def.Partition {
		if owner := r.p.index.Owner(i, at); owner >= 0 {
			return r.p.layers[i].areas[owner].Code
		}
	}
	return ""
}

// area finds one.
func (r *roll) area(k city.Key) *city.Version {
	if i := r.p.numberOf(k.Layer); i != locate.None {
		if at, found := r.p.layers[i].find(k.Code); found {
			return r.p.layers[i].areas[at]
		}
	}
	return nil
}

// above are an area and all in which it nests, by the parents that they name.
func (r *roll) above(k city.Key) []city.Key {
	var out []city.Key
	for range city.MaxLayers {
		a := r.area(k)
		i := r.p.numberOf(k.Layer)
		if a == nil || i == locate.None {
			return out
		}
		out = append(out, k)
		up := r.p.layers[i].parent
		if up < 0 || a.Parent == "" {
			return out
		}
		k = city.Key{Kind: city.KindArea, Layer: r.p.layers[up].def.Key, Code: a.Parent}
	}
	return out
}

// holders counts the persons in the posts of a role at a seat, and a team or a desk as one.
func (r *roll) holders(k city.Key, role string) int64 {
	n := int64(0)
	for _, p := range r.bySeat[k] {
		if p.Role == role && !r.p.Scheme.Vacant(p.Post) {
			n++
		}
	}
	return n
}

// thing is what a key names; false where it is not there.
func (r *roll) thing(k city.Key) (name string, at *orb.Point, found bool) {
	if k.Kind == city.KindArea {
		a := r.area(k)
		if a == nil {
			return "", nil, false
		}
		q := label(a)
		return a.Name(), &q, true
	}
	things := r.p.inLayer(k.Kind, k.Layer)
	i, found := slices.BinarySearchFunc(things, k, func(one city.Record, k city.Key) int { return one.Key().Compare(k) })
	if !found {
		return "", nil, false
	}
	var q orb.Point
	switch c := things[i].Content.(type) {
	case *city.Building:
		q = CountingPoint(c).LonLat()
		return c.Name(), &q, true
	case *city.Place:
		q = c.Point.LonLat()
		return c.Name(), &q, true
	case *city.Organisation:
		return c.Name(), r.where(c), true
	}
	return "", nil, true
}

// where is where an organisation works: its place, its point, or what it is of.
func (r *roll) where(o *city.Organisation) *orb.Point {
	if o.Point != nil {
		q := o.Point.LonLat()
		return &q
	}
	for _, seat := range []city.Seat{o.Place, o.Of} {
		if seat != (city.Seat{}) && seat.Kind != city.KindOrganisation {
			if _, at, found := r.thing(seat.Key()); found {
				return at
			}
		}
	}
	return nil
}

// ofArea is a finding about an area.
func ofArea(v *city.Version, n int64) StaffFinding {
	at := label(v)
	return StaffFinding{Layer: v.Layer, Code: v.Code, Name: v.Name(), NameEn: english(v.Names), Count: n, At: &at}
}

// ofPost is a finding about a post.
func (r *roll) ofPost(p *post) StaffFinding {
	_, at, _ := r.thing(p.At.Key())
	return StaffFinding{Layer: city.LayerPost, Code: p.Code, Name: p.Name(), NameEn: english(p.Rare().Names), Of: p.At.Layer, OfCode: p.At.Code, At: at}
}
