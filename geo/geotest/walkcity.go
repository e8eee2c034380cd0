package geotest

import (
	"math"
	"math/rand"

	"github.com/redsail/redsail/geo"
)

// WalkKind says what a street of a WalkCity is.
type WalkKind uint8

// The kinds of streets.
const (
	WalkArterial WalkKind = iota
	WalkStreet            // of an open block
	WalkInside            // a path behind the wall of a compound
	WalkGate              // from a block to the arterial beside it; of a compound through its wall
	WalkLane              // of a village
	WalkPark              // of an institution or a park
	WalkBridge            // an arterial over or under a river, the railway or a ring road
)

// WalkEdge is one street between two nodes, in tenths of a second from A to B and back: slope
// (Tobler, 4.5 km/h on the flat) and waiting are in it.
type WalkEdge struct {
	A, B        int32
	Metres      float64
	Forth, Back int32
	Kind        WalkKind
	Block       int32 // -1 outside blocks
	Wait        int32 // the part of both times that is waiting
}

// WalkHome is a building: where it stands, and the truth about the street that it belongs to.
type WalkHome struct {
	At         geo.Point
	Households int32
	Edge       int32   // its street
	Along      float64 // how far along it, of 1
	Link       int32   // tenths of a second between street and door
	Block      int32
	Gated      bool
}

// WalkWall is the wall round a compound, a closed run that is open for 4 m where streets pass.
type WalkWall struct {
	Block int32
	Ring  [4]geo.Point
	Lines geo.MultiLine
}

// WalkBarrier is something that nobody crosses but at bridges.
type WalkBarrier struct {
	Kind string // river, rail or ring
	Line geo.Line
}

// WalkCity is a made-up Chinese city to walk in: arterials, walled compounds with a few gates,
// villages, two rivers, a railway and three ring roads with few crossings, hills.
type WalkCity struct {
	Points   []geo.Point // of the nodes
	Heights  []float64   // metres
	Edges    []WalkEdge
	Homes    []WalkHome
	Walls    []WalkWall
	Barriers []WalkBarrier
	// Stations and Candidates are nodes on public streets.
	Stations, Candidates []int32
}

// WalkSize says how large a city to make.
type WalkSize struct {
	Side                        float64 // metres, at most 60,000
	Homes, Stations, Candidates int
}

// The sizes in use. WalkBenchmark is the city of the siting study: 225,934 nodes and 330,537
// streets. WalkTown is its middle, for tests that compare with something slow.
var (
	WalkBenchmark = WalkSize{Side: 60_000, Homes: 100_000, Stations: 1_700, Candidates: 5_000}
	WalkTown      = WalkSize{Side: 6_000, Homes: 2_000, Stations: 40, Candidates: 200}
)

// MakeWalkCity makes the city of a size. The same size gives the same city on every call.
func MakeWalkCity(size WalkSize) *WalkCity {
	m := walkMaker{size: size, random: rand.New(rand.NewSource(20260701)), sub: map[[2]int32][]int32{}, barriers: walkBarriers()}
	m.lattice()
	m.arterials()
	m.blocks()
	m.keepLargest()
	m.homes()
	m.stations()
	return m.city()
}

type xy struct{ x, y float64 }

func (p xy) dist(q xy) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }

// walkMaker makes a city on a plane of metres, 60 × 60 km, and lays it on the ellipsoid last.
// The order in which it draws random numbers is that of the siting study.
type walkMaker struct {
	size     WalkSize
	random   *rand.Rand
	barriers []*walkBarrier
	nodes    []xy
	edges    []WalkEdge
	walls    []walkWall
	people   []walkHome
	picks    []walkPick

	xs, ys    []float64 // the lines of the arterials before they are bent
	crossings []int32   // nodes of the lattice, row by row
	sub       map[[2]int32][]int32
	block     int32

	chosen     []int32 // stations
	candidates []int32
}

type walkWall struct {
	block int32
	ring  [4]xy
}

type walkHome struct {
	WalkHome
	at xy
}

// walkTowns are the middles of the centre and its towns, and how far they reach.
var walkTowns = [][3]float64{
	{30000, 30000, 10500}, {12000, 44000, 3200}, {47000, 46000, 3500}, {48000, 13000, 3000},
	{14000, 13500, 2800}, {30000, 52000, 2500}, {53000, 30000, 2600},
}

var walkHills = [][4]float64{
	{6000, 28000, 3000, 320}, {10000, 22000, 2500, 260}, {22000, 8000, 3500, 280}, {40000, 55000, 4000, 350},
	{34000, 36000, 1200, 60}, {26000, 22000, 900, 45}, {55000, 20000, 3000, 200},
}

// density is 1 in the middle and falls to 0.
func density(p xy) float64 {
	most := 0.0
	for i, t := range walkTowns {
		r2 := (p.x-t[0])*(p.x-t[0]) + (p.y-t[1])*(p.y-t[1])
		w := 1.0
		if i > 0 {
			w = 0.75
		}
		most = math.Max(most, w*math.Exp(-r2/(2*t[2]*t[2])))
	}
	return most
}

func height(p xy) float64 {
	z := 3 * math.Sin(p.x/1700) * math.Cos(p.y/2300)
	for _, h := range walkHills {
		r2 := (p.x-h[0])*(p.x-h[0]) + (p.y-h[1])*(p.y-h[1])
		z += h[3] * math.Exp(-r2/(2*h[2]*h[2]))
	}
	return z
}

const walkSpeed = 1.25 // m/s on the flat

// tobler is the speed on a slope, made so that it is walkSpeed on the flat.
func tobler(slope float64) float64 {
	slope = math.Max(-0.35, math.Min(0.35, slope))
	return walkSpeed * math.Exp(-3.5*math.Abs(slope+0.05)) / math.Exp(-3.5*0.05)
}
