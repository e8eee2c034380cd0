package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// staffFrom is the date from which all posts hold: the last one on which codes of areas changed.
const staffFrom = secondChange

// The staff, by the patterns of two cities' public reports. Where a real count is larger, the file's
// budget (60,000,000 bytes for size city) decides.
const (
	gridsPerHead   = 2  // half days: two grids have one head
	windowStaff    = 2  // a community: two to three stay at the window, in turn two and three
	professionals  = 2  // a street: police, city management; each serves two streets
	manyStreets    = 10 // of so many streets before it the last has no professional workers
	ownBranchFrom  = 3  // self-managed full members of a compound with a branch of its own
	keeperEvery    = 12 // in so many communities each station of one has its own keepers, by its hours
	keepersInTurn  = 3  // of such a station, week by week
	communityPhone = 1_000_0000
	streetPhone    = 2_000_0000
	propertyPhone  = 3_000_0000
	dutyPhone      = 8_000_0000
)

// The gaps that checks are to find: shares of what there is, at least one of each.
const (
	shareNoHead       = 0.02
	shareNoWorker     = 0.03
	shareVacantHead   = 0.01
	shareVacantWorker = 0.01
	shareNoDuty       = 0.01
	shareNoHours      = 0.01
	shareClash        = 0.005
	shareNoBranch     = 0.02 // of compounds that ought to have one of their own
	shareUncovered    = 0.02 // of the other compounds: Jining reached 98 %
	shareAway         = 0.01 // of branches: the place where they meet is in another community
	shareGrown        = 0.01 // of communities have a joint branch with members enough for a general branch
	shareNoKeeper     = 0.02 // of communities
	shareFewWindow    = 0.01 // of communities: one alone at the window
)

// some is a share of n things, at least one where there is any.
func some(n int, share float64) int {
	if n == 0 {
		return 0
	}
	return max(1, int(float64(float64(n)*share)+0.5))
}

// staff is being made: who looks after the city. Codes are numbers in the order of making.
type staff struct {
	c             *City
	posts         []city.Entry
	organisations []city.Entry
	people        []city.Details
	numbers       map[string]int // by the letters of a code
	from          city.Period

	grids       map[string][]*city.Area // by the community's code
	compounds   map[string][]*city.Area
	streets     []*city.Area
	communities []*city.Area
	meets       map[string]string // the community's service station
	offices     map[string]string // the community's first resident unit
	lived       map[string]bool   // grids with buildings of a compound
	gaps        *gaps
}

// Staff are the Changes by which a store of the city gets its organisations, persons and posts.
// They are plainly made up, and the same each time but for what is sealed, under keys that are
// random. To be applied after all of Changes but the last, which says that the city is whole.
func (c *City) Staff(ctx context.Context, keys city.Keys) ([]city.Change, error) {
	s, err := c.hire()
	if err != nil {
		return nil, err
	}
	persons, err := s.sealed(ctx, keys)
	if err != nil {
		return nil, err
	}
	var out []city.Change
	for _, part := range []struct {
		what    Name
		entries []city.Entry
	}{
		{Name{Zh: "组织初始入库", En: "First register of organisations"}, s.organisations},
		{Name{Zh: "工作人员初始入库", En: "First register of staff"}, persons},
		{Name{Zh: "岗位职责初始入库", En: "First register of posts"}, s.posts},
	} {
		for chunk := range slices.Chunk(part.entries, maxEntries) {
			out = append(out, city.Change{Author: authors["places"], Note: note(part.what), Effective: s.from.From, Entries: chunk})
		}
	}
	return out, nil
}

// Whole are all Changes of the city, with those of its staff before the last.
func (c *City) Whole(ctx context.Context, keys city.Keys) ([]city.Change, error) {
	changes, err := c.Changes()
	if err != nil {
		return nil, err
	}
	staff, err := c.Staff(ctx, keys)
	if err != nil {
		return nil, err
	}
	return slices.Insert(changes, len(changes)-1, staff...), nil
}

// hire makes all that stands in the store, persons still open.
func (c *City) hire() (*staff, error) {
	from, err := city.ParseDate(staffFrom)
	if err != nil {
		return nil, err
	}
	s := &staff{
		c: c, numbers: map[string]int{}, from: city.Period{From: from, To: city.OpenEnd},
		grids: map[string][]*city.Area{}, compounds: map[string][]*city.Area{}, meets: map[string]string{}, offices: map[string]string{}, lived: map[string]bool{},
	}
	for i := range c.Areas {
		switch a := &c.Areas[i]; a.Layer {
		case city.LayerGrid:
			s.grids[a.Parent] = append(s.grids[a.Parent], a)
		case city.LayerCompound:
			s.compounds[a.Parent] = append(s.compounds[a.Parent], a)
		case "street":
			s.streets = append(s.streets, a)
		case "community":
			s.communities = append(s.communities, a)
		}
	}
	s.house()
	for i := range c.Buildings {
		if b := &c.Buildings[i]; b.Compound != "" {
			s.lived[b.Grid] = true
		}
	}
	s.gaps = c.plan()
	s.organise()
	s.manStreets()
	s.manBeats()
	s.leadStreets()
	s.manCommunities()
	s.leadCommunities()
	s.manGrids()
	s.manBuildings()
	s.link()
	s.manStations()
	s.strand()
	return s, nil
}

// code is the next one with these letters.
func (s *staff) code(letters string) string {
	s.numbers[letters]++
	return fmt.Sprintf("%s%05d", letters, s.numbers[letters])
}

// surnames are the commonest; the numbers behind them say that nobody is meant.
var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"}

// person is a new one, whose code is given.
func (s *staff) person(title string) string {
	n := len(s.people) + 1
	s.people = append(s.people, city.Details{
		Name: fmt.Sprintf("%s演示%05d", surnames[int(chance(n, 911)*float64(len(surnames)))], n), Title: title,
		Phones: []city.Phone{{Use: city.PhoneDuty, Number: phone(dutyPhone, n)}},
	})
	return personCode(n)
}

func personCode(n int) string { return fmt.Sprintf("YS%05d", n) }

// phone is a number that cannot be dialled: no area code is 000.
func phone(base, n int) string { return fmt.Sprintf("000-%08d", base+n) }

// sealed are the entries of the persons.
func (s *staff) sealed(ctx context.Context, keys city.Keys) ([]city.Entry, error) {
	codes := make([]string, len(s.people))
	for i := range codes {
		codes[i] = personCode(i + 1)
	}
	if len(codes) == 0 {
		return nil, nil
	}
	var out []city.Entry
	for chunk := range slices.Chunk(codes, maxEntries) {
		held, err := keys.Ensure(ctx, chunk)
		if err != nil {
			return nil, err
		}
		for i, code := range chunk {
			text, err := city.Seal(held[i], code, &s.people[len(out)])
			if err != nil {
				return nil, err
			}
			out = append(out, city.PutContent(&city.Person{Code: code, Sealed: text}, s.from))
		}
	}
	return out, nil
}

// put adds a post. Of the many posts and persons the scheme, and their own names and numbers, say
// that they are made up.
func (s *staff) put(letter string, p city.Post, valid city.Period) {
	p.Code = s.code("P" + letter)
	s.posts = append(s.posts, city.PutContent(&p, valid))
}

// area is the seat of an area.
func area(a *city.Area) city.Seat {
	return city.Seat{Kind: city.KindArea, Layer: a.Layer, Code: a.Code}
}

// shuffled are 0 … n-1 in an order by chance.
func shuffled(n, seed int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(i, j int) int { return cmp.Compare(chance(i, seed), chance(j, seed)) })
	return out
}
