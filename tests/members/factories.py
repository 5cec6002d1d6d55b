import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from members import services
from members.models import Claim, Editor, Membership, Profile, User
from tests.hubs.factories import HubFactory, OrganisationFactory, SectorFactory

PASSWORD = "a long enough password"


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile
        skip_postgeneration_save = True

    sector = factory.SubFactory(SectorFactory)
    user = factory.SubFactory("tests.members.factories.UserFactory", profile=None)


class UserFactory(DjangoModelFactory):
    """A person with a verified address and a complete profile.

    `UserFactory(profile=None)` has none; `UserFactory(profile__sector=…)` says what is in it.
    The password is `PASSWORD`.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person Number{n}")
    profile = factory.RelatedFactory(ProfileFactory, factory_related_name="user")

    @classmethod
    def _create(cls, model, *args, password=PASSWORD, **fields):
        return model.objects.create_user(password=password, **fields)

    @factory.post_generation
    def address(user, create, verified, **kwargs):
        if create:
            EmailAddress.objects.create(
                user=user, email=user.email, primary=True, verified=verified is not False
            )


class MembershipFactory(DjangoModelFactory):
    """A staff role, with the rights that come with it: `MembershipFactory(role="reviewer")`."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    hub = factory.Maybe(
        factory.LazyAttribute(lambda membership: membership.role == Membership.Role.PROGRAMME),
        yes_declaration=None,
        no_declaration=factory.SubFactory(HubFactory),
    )
    role = Membership.Role.HUB_MANAGER

    @classmethod
    def _create(cls, model, *args, **fields):
        membership = super()._create(model, *args, **fields)
        services.sync_rights(membership.user)
        return membership


def staff(role: str, hub=None, **person) -> User:
    """A person who serves `hub` in `role`."""
    place = {"hub": hub} if hub else {}
    return MembershipFactory(role=role, user=UserFactory(**person), **place).user


class ClaimFactory(DjangoModelFactory):
    """A claim that waits, made with the person's own address."""

    class Meta:
        model = Claim

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    address = factory.SelfAttribute("user.email")


class EditorFactory(DjangoModelFactory):
    """Somebody who looks after an organisation's page now."""

    class Meta:
        model = Editor

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
