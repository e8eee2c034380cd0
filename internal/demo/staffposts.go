package demo

import (
	"github.com/redsail/redsail/internal/city"
)

// closed are the days off of those who keep the calendar of holidays.
const closed = city.Weekend | city.Holiday

// Hours of duty. Those that differ by day keep the calendar of holidays.
var (
	workday   = dutyOn(city.Workdays, 510, 1080)
	morning   = dutyOn(city.Workdays, 510, 780)
	afternoon = dutyOn(city.Workdays, 780, 1080)
	// halves are the half days by which a head shares the time between grids.
	halves = [gridsPerHead]*city.Hours{morning, afternoon}
	// evening is that of the contact: until midnight, on days off from the morning on.
	evening = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays, Open: []city.Span{{From: 1080, To: 1440}}}, {Days: closed, Open: []city.Span{{From: 510, To: 1440}}}}, Calendar: calendar}
	// keeping are those of the keepers of a community's stations: one person has two communities.
	keeping  = [2]*city.Hours{dutyOn(city.Workdays|closed, 480, 840), dutyOn(city.Workdays|closed, 840, 1200)}
	property = dutyOn(city.Workdays|closed, 480, 1200)
	always   = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | closed, Open: []city.Span{{From: 0, To: 1440}}}}}
	visits   = &city.Hours{Month: []city.MonthRule{{Days: []int{5, 15, 25}, Open: []city.Span{{From: 540, To: 720}}}}}
)

// dutyOn are hours from a minute to a minute of some days, none on the others.
func dutyOn(days city.Days, from, to int) *city.Hours {
	if days == city.Workdays|closed {
		return &city.Hours{Week: []city.WeekRule{{Days: days, Open: []city.Span{{From: from, To: to}}}}}
	}
	return &city.Hours{Week: []city.WeekRule{{Days: days, Open: []city.Span{{From: from, To: to}}}, {Days: (city.Workdays | closed) &^ days}}, Calendar: calendar}
}

// specialties are those of the professional workers of a street.
var specialties = [professionals]string{"police", "city_management"}

// After how many days another of the city management's posts ends: so that at most dates of the years
// after the city's there is one that ends within 30 days.
const (
	endsEvery = 25
	firstEnd  = "2026-12-10"
)

// manStreets gives each street its contact, its visiting team and its professional workers; each of
// these serves two streets, half the day each. In a city of many streets the last still waits for its
// professional workers.
func (s *staff) manStreets() {
	var shared [professionals]string
	first, err := city.ParseDate(firstEnd)
	for i, a := range s.streets {
		s.put("S", city.Post{Role: "street_contact", At: area(a), Person: s.person("街道值班员"), Duty: "街道值班", Hours: always, OfficePhone: phone(streetPhone, i+1)}, s.from)
		s.put("V", city.Post{Role: "visiting_team", At: area(a), Person: s.person("民情书记"), Duty: "入户走访", Hours: visits}, s.from)
		if i >= manyStreets && i == len(s.streets)-1 {
			break
		}
		for k, what := range specialties {
			hours := morning
			if i%2 == 0 {
				shared[k] = s.person("专业网格员")
			} else {
				hours = afternoon
			}
			valid := s.from
			if k == professionals-1 && err == nil {
				valid.To = first + city.Date(i*endsEvery)
			}
			s.put("N", city.Post{Role: "professional_worker", Extra: &city.PostExtra{Specialty: what}, At: area(a), Person: shared[k], Tasks: professionalTasks[k], Duty: "专业处置", Hours: hours}, valid)
		}
	}
}

// manCommunities gives each community its window, a worker in its compounds, and a contact for the
// evenings and the days off, who is one of the window's.
func (s *staff) manCommunities() {
	for i, a := range s.communities {
		at := area(a)
		var window string
		n := windowStaff + i%2
		if s.gaps.fewWindow[a.Code] {
			n = 1
		}
		for range n {
			window = s.person("社区工作者")
			s.put("W", city.Post{Role: "window_staff", At: at, Person: window, Duty: "窗口接待", Hours: workday}, s.from)
		}
		s.put("D", city.Post{Role: "community_worker", At: at, Person: s.person("社区工作者"), Duty: "小区服务", Hours: workday}, s.from)
		s.put("C", city.Post{Role: "community_contact", At: at, Person: window, Duty: "值班", Hours: evening, OfficePhone: phone(communityPhone, i+1)}, s.from)
	}
}

var (
	professionalTasks = [professionals][]string{{"public_order"}, {"emergency"}}
	headTasks         = []string{"party_building"}
	workerTasks       = []string{"public_order"}
)

// manGrids gives each grid its head and its full-time worker, but for the gaps.
func (s *staff) manGrids() {
	for _, a := range s.communities {
		head := ""
		for i, grid := range s.grids[a.Code] {
			if i%gridsPerHead == 0 {
				head = s.person("网格长")
			}
			s.headGrid(grid, head, i)
			s.workGrid(grid, a)
		}
	}
}

func (s *staff) headGrid(grid *city.Area, person string, i int) {
	g := s.gaps
	p := city.Post{Role: "grid_head", At: area(grid), Person: person, Tasks: headTasks, Duty: "统筹协调", Hours: halves[i%gridsPerHead]}
	switch {
	case g.noHead[grid.Code]:
		return
	case g.vacantHead[grid.Code]:
		p.Person = ""
	}
	s.put("H", p, s.from)
}

func (s *staff) workGrid(grid, community *city.Area) {
	g := s.gaps
	if g.noWorker[grid.Code] {
		return
	}
	p := city.Post{Role: "full_time_worker", At: area(grid), Person: s.person("专职网格员"), Tasks: workerTasks, Duty: "巡查走访", Hours: workday}
	if g.clash[grid.Code] { // at the same hours in the community's compounds
		s.put("D", city.Post{Role: "community_worker", At: area(community), Person: p.Person, Duty: "小区服务", Hours: workday}, s.from)
	}
	if g.vacantWorker[grid.Code] {
		p.Person = ""
	}
	if g.noDuty[grid.Code] {
		p.Duty = ""
	}
	if g.noHours[grid.Code] {
		p.Hours = nil
	}
	s.put("F", p, s.from)
}

// manBuildings names the head of one building of each district.
func (s *staff) manBuildings() {
	named := map[string]bool{}
	for i := range s.c.Buildings {
		b := &s.c.Buildings[i]
		district := b.Code[:6]
		if b.Compound == "" || named[district] {
			continue
		}
		named[district] = true
		s.put("B", city.Post{
			Role: "building_head", At: city.Seat{Kind: city.KindBuilding, Layer: city.LayerBuilding, Code: b.Code},
			Person: s.person("楼栋长"), Duty: "楼栋联络",
		}, s.from)
	}
}

// manStations gives the stations of each community a keeper, but for the gaps: one for all by half days,
// and in some communities each station its own by the station's hours, who take turns by the week.
func (s *staff) manStations() {
	own := map[string]bool{}
	keeper := ""
	for i, a := range s.communities {
		if i%len(keeping) == 0 {
			keeper = ""
		}
		switch {
		case s.gaps.noKeeper[a.Code]:
		case i%keeperEvery == 0:
			own[a.Code] = true
		default:
			if keeper == "" {
				keeper = s.person("驿站值守员")
			}
			s.put("K", city.Post{Role: "station_keeper", At: area(a), Duty: "驿站值守", Person: keeper, Hours: keeping[i%len(keeping)]}, s.from)
		}
	}
	for i := range s.c.Places {
		p := &s.c.Places[i]
		if p.Kind != "red_sail_station" || p.State != "open" || !own[p.Grid[:12]] {
			continue
		}
		s.keepInTurn(p)
	}
}

// keepInTurn gives a station keepers that take turns, each a week from Monday on.
func (s *staff) keepInTurn(p *Place) {
	for n := range keepersInTurn {
		hours := p.Hours.record()
		if hours != nil {
			monday := s.from.From
			for city.WeekdayOf(monday) != city.Monday {
				monday++
			}
			hours.Turn = &city.Turn{From: monday, Days: 7, Of: keepersInTurn, Nth: n}
		}
		s.put("K", city.Post{
			Role: "station_keeper", At: city.Seat{Kind: city.KindPlace, Layer: p.Kind, Code: p.Code},
			Person: s.person("驿站值守员"), Duty: "驿站值守", Hours: hours,
		}, s.from)
	}
}

// strand leaves one post at a code that an area had before, as happens when posts are not taken
// along; a city without a history has none.
func (s *staff) strand() {
	for i := len(s.c.History) - 1; i >= 0; i-- {
		for k := range s.c.History[i].Ops {
			for n := range s.c.History[i].Ops[k].Before {
				if a := &s.c.History[i].Ops[k].Before[n]; a.Layer == city.LayerGrid || a.Layer == "community" {
					s.put("N", city.Post{Role: "professional_worker", Extra: &city.PostExtra{Specialty: specialties[0]}, At: area(a), Person: s.person("专业网格员"), Tasks: professionalTasks[0], Duty: "专业处置", Hours: workday}, s.from)
					return
				}
			}
		}
	}
}
