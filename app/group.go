package app

// CourseGroupID is the LMS's id of a group of a course.
type CourseGroupID string

// CourseGroup is a group of a course as the LMS has it. (A group of the live class is one room of a breakout.)
type CourseGroup struct {
	ID CourseGroupID
	// Name is "" where the LMS tells the id alone.
	Name, Tag string
	// SetID and SetName are of the set that the group belongs to, "" for none.
	SetID, SetName string
	// Members are the active people of the classroom who are in it, in the order of their names.
	Members []UserID
}

// Arrival is what a launch says of a person in the classroom that it leads to.
type Arrival struct {
	Classroom ClassroomID
	Role      Role
	// Groups are the ids of the person's groups, nil where the launch doesn't tell.
	Groups []CourseGroupID
}
