package opening

import (
	"github.com/redsail/redsail/internal/city"
)

// streets are the lines that people walk on, and what is in their way.
func (l *look) streets() Step {
	ways, walls := 0, 0
	for _, of := range l.pic.Lines() {
		switch of.Key {
		case city.LayerRoad, city.LayerPath:
			ways += of.Count
		default:
			walls += of.Count
		}
	}
	s := step("streets", both("步行路网", "Streets"), []Item{{
		Key: "network", Name: both("道路与小路", "Roads and paths"), State: progress(ways), Optional: true, Have: ways, Absent: []Absent{}, Says: both("%d 条", "%d lines", ways),
		Imports: &ImportOf{Kind: "network"}, Command: "redsail network import --store STORE FILE",
	}, {
		Key: "barrier", Name: both("围墙、大门、河流、铁路", "Walls, gates, rivers, railways"), State: progress(walls), Optional: true, Have: walls, Absent: []Absent{}, Says: both("%d 条", "%d lines", walls),
		Imports: &ImportOf{Kind: "barrier", Template: "barrier"}, Command: "redsail import --store STORE --kind barrier FILE",
	}})
	if ways > 0 {
		s.Works = append(s.Works, both("步行分钟数按路网计算", "Minutes on foot are those of the streets"))
	} else {
		s.State = Missing
		s.Lacks = append(s.Lacks, both("没有路网，步行分钟数只按直线估计", "Without streets minutes on foot are estimated from the straight line"))
	}
	return s
}

// people are organisations, persons and posts: they are counted, nobody is named.
func (l *look) people() Step {
	row := func(key, zh, en string, n int) Item {
		return Item{
			Key: key, Name: city.Label{Zh: zh, En: en}, State: progress(n), Have: n, Absent: []Absent{}, Says: both("%d 个", "%d", n),
			Imports: &ImportOf{Kind: key, Template: key}, Command: "redsail import --store STORE --kind " + key + " FILE",
		}
	}
	posts := l.pic.Records(city.KindPost, city.KindPost.String())
	bodies := row("organisation", "组织", "Organisations", len(l.pic.Records(city.KindOrganisation, city.KindOrganisation.String())))
	bodies.Optional = true
	s := step("people", both("人员与岗位", "People and posts"), []Item{
		bodies, row("person", "人员", "Persons", len(l.pic.Records(city.KindPerson, city.KindPerson.String()))), row("post", "岗位", "Posts", len(posts)),
	})
	grids := l.layers[city.LayerGrid]
	staffed := map[string]bool{}
	for i := range posts {
		if p, ok := posts[i].Content.(*city.Post); ok && !l.pic.Scheme.Vacant(p) && p.At.Kind == city.KindArea && p.At.Layer == city.LayerGrid {
			staffed[p.At.Code] = true
		}
	}
	switch {
	case len(posts) == 0:
		s.Lacks = append(s.Lacks, both("没有岗位，答不出谁负责", "Without posts nobody is named who looks after a spot"))
	case grids.def != nil && len(grids.areas) > 0:
		with := 0
		for i := range grids.areas {
			if staffed[grids.areas[i].Code] {
				with++
			}
		}
		s.Works = append(s.Works, both("%d 个网格中 %d 个有人在岗", "%d grids, of which %d have somebody", len(grids.areas), with))
		if without := len(grids.areas) - with; without > 0 {
			s.Lacks = append(s.Lacks, both("%d 个网格无人", "%d grids have nobody", without))
			if s.State == Done {
				s.State = Partly
			}
		}
	default:
		s.Works = append(s.Works, both("可答出谁负责", "Who looks after a spot is answered"))
	}
	return s
}

// public is what is open to who has no account.
func (l *look) public() Step {
	open, of := 0, 0
	count := func(key string, there bool) {
		if !there {
			return
		}
		if of++; l.open(key) {
			open++
		}
	}
	for i := range l.pic.Scheme.Layers {
		key := l.pic.Scheme.Layers[i].Key
		count(key, len(l.layers[key].areas) > 0)
	}
	for _, k := range l.pic.PlaceKinds() {
		count(k.Key, k.Count > 0)
	}
	count(city.LayerBuilding, l.pic.Buildings() > 0)
	it := Item{
		Key: "publish", Name: both("公开的图层", "Layers that are open"), State: progress(open), Optional: true, Have: open, Expected: &of, Absent: []Absent{},
		Says: both("有数据的 %d 类中公开了 %d 类", "%d layers and kinds have data, %d of them are open", of, open), Command: "redsail publish --store STORE --layer KEY,KEY",
	}
	s := step("public", both("对公众开放", "Opening to the public"), []Item{it})
	if open > 0 {
		s.Works = append(s.Works, both("没有账号的人可看到公开的图层，看不到任何人", "Who has no account sees the open layers, and no person"))
	} else {
		s.Lacks = append(s.Lacks, both("没有账号的人什么也看不到；先检查，再公开", "Who has no account sees nothing; check first, then open"))
	}
	return s
}
