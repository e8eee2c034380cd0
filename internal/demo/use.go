package demo

// use is what a face is used for.
type use uint8

const (
	useOpen use = iota // not decided: fields
	useWater
	useWoods
	useVerge // strips too small or too narrow for anything
	usePark
	useHome
	useVillage
	useSchool
	useHospital
	useMarket
	useOffice
	useWorks
)

// String is the key of the use.
func (u use) String() string {
	return [...]string{"open", "water", "woods", "verge", "park", "home", "village", "school", "hospital", "market", "office", "works"}[u]
}
