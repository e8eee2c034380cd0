package siting

import "github.com/redsail/redsail/geo/walk"

// Model is the question.
type Model uint8

// The models; see the package.
const (
	MCLP Model = iota + 1
	PMedian
	LSCP
)

// Status is what a site is now and what may become of it.
type Status uint8

// The states of a site.
const (
	Candidate Status = iota // may open
	Required                // will open: counts towards P and costs its Cost
	Existing                // stands and stays; costs nothing and does not count
	MayClose                // stands and may be given up
)

// Site is a place of a station.
type Site struct {
	Status Status
	// Forbidden bars a candidate, say for the ground on which it lies. Sites that stand do not mind.
	Forbidden bool
	// Cost is what opening costs; for MayClose what closing gives back. Any unit.
	Cost int64
}

// Reach is a demand that is walked to or from a site, and how long that takes.
type Reach struct {
	Demand int32
	Time   walk.Time
}

// NoLimit as P or Budget sets no limit.
const NoLimit = -1

// The largest problem taken.
const (
	MostSites  = 1 << 17
	MostDemand = 1 << 22
	MostLinks  = 1 << 26
	MostWeight = 1 << 32 // of one demand
	MostCost   = 1 << 40 // of one site
	MostSaving = 1 << 52 // sum of all s(i,j)
)

// Problem is what is to be decided.
type Problem struct {
	Model Model
	// Demand are the weights, such as the households of each building.
	Demand []int64
	// Now is the walking time of each demand to the nearest site that stands and is not in
	// Sites, walk.Never where there is none; nil where there is none for anybody.
	Now   []walk.Time
	Sites []Site
	// Reach has for each site what is within Limit of it, in any order; more does no harm.
	Reach [][]Reach
	Limit walk.Time
	// P is how many more sites there may be, or NoLimit. LSCP takes neither P nor Budget: both are 0 or NoLimit.
	P int
	// Budget is what the new sites may cost, or NoLimit. Without costs, 0 is as good.
	Budget int64
	// Seed of the kicks. Equal problems with equal seeds have equal results.
	Seed uint64
}

// Choice is a site and what it adds.
type Choice struct {
	Site int
	Gain int64
}

// Result is a choice of sites. Amounts are weight (households) newly covered for MCLP and LSCP, and
// weight times tenths of a second saved for PMedian; Objective and Bound of LSCP are numbers of sites.
type Result struct {
	// Chosen are the sites to open, each with what it adds to those before it and to what stands
	// now; the one that adds most comes first. For LSCP, too, the gains are weight newly covered.
	Chosen []Choice
	// Closed are the sites to close after that, each with what is lost then: at most 0.
	Closed []Choice
	// Objective is the sum of all these gains; for LSCP the number of sites with Status
	// Required, Candidate or MayClose that stand afterwards.
	Objective int64
	// Bound: no choice has a greater Objective (LSCP: a smaller one).
	Bound int64
	// GapPercent is 100·|Bound − Objective|/Bound, 0 where both are 0.
	GapPercent float64
	// Curve are the gains of the greedy choice, site by site: what the first, the second, … brings.
	// For MCLP and PMedian with a number they never rise.
	Curve []Choice
	// Unreachable is the demand of positive weight that no site, standing or to be opened, can
	// serve within Limit (PMedian: in less than Limit), by index.
	Unreachable []int
	// Iterations of the relaxation, and the seed that was used.
	Iterations int
	Seed       uint64

	// Proof is what Bound follows from; Check goes through it. It is long; reports leave it out.
	Proof *Proof `json:"-"`
}

// Proof shows that no choice is better than Bound. Either its prices show it, by the relaxation of
// the package, or the choices are parted into those with the site Branch and those without, and
// Open and Shut show it for each part.
type Proof struct {
	// Drops, of the whole proof or of a Part, are the sites that are needless in it.
	Drops []Drop
	// Parts of a cover are bounded one by one: then there is nothing else.
	Parts []Part
	// Prices are what serving a unit of each demand is worth, in 1/2^Shift.
	Prices []int64
	Shift  uint
	// Rate is what a unit of cost is worth, likewise, where the budget is a limit.
	Rate   int64
	Branch int // -1 where the prices suffice
	Open   *Proof
	Shut   *Proof
}

// Part are demands of a cover that no site serves together with demands of another part, and that no required site
// serves: what they need at the least adds up to a bound, with the required sites.
type Part struct {
	Demands []int32 // its prices are in this order
	Bound   int64   // so many sites serve them at the least
	Proof   *Proof
}

// Progress is how far a run has come. Objective and Bound are as in Result, the best so far.
type Progress struct {
	Done, Of         int // steps of work; Of is an estimate from above
	Objective, Bound int64
}
