package demo

// class says what a line in the mesh is.
type class uint8

const (
	classOutline class = iota // the city's edge: no road
	classRidge                // a border over open ground: no road
	classBank                 // a river's bank, with a road on the land side
	classRail
	classExpress
	classArterial
	classHighway
	classSecondary
	classLocal
	classLane
	classTrack
	classPath // on foot, inside a compound
)

// half is half the width of the line with what belongs to it, in metres: nothing is built there.
func (c class) half() float64 {
	switch c {
	case classBank:
		return 22
	case classRail:
		return 24
	case classExpress:
		return 30
	case classArterial:
		return 23
	case classHighway:
		return 17
	case classSecondary:
		return 17
	case classLocal:
		return 11
	case classLane:
		return 6
	case classTrack:
		return 4
	case classPath:
		return 3
	default:
		return 2
	}
}

// tie is how much a metre of the line speaks against a border along it: borders follow
// rivers, rails and big roads.
func (c class) tie() float64 {
	switch c {
	case classOutline, classBank, classRail:
		return 0.15
	case classExpress:
		return 0.2
	case classArterial, classHighway, classRidge:
		return 0.4
	case classSecondary:
		return 0.7
	case classPath:
		return 3
	default:
		return 1
	}
}

// road is true of lines that people walk along.
func (c class) road() bool { return c == classBank || c >= classExpress }
