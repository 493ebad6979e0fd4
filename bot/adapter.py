"""The Bot Framework adapter: turns go through `botbuilder`, every send goes through our own connector.

`CloudAdapter` is not used: in 4.17.1 it fetches a token on the event loop in every turn, answers 500 to invokes with
a body, and sends through threads without time limits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, ResourceResponse

from bot import wire
from bot.connector import Connector

INVOKE_RESPONSE = "aldrig-alene.invoke-response"


class TeamsAdapter(BotAdapter):  # type: ignore[misc]  # botbuilder carries no types
    """Runs turns and carries what they send."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self.connector = connector

    async def process(
        self, body: dict[str, Any], logic: Callable[[TurnContext], Awaitable[None]]
    ) -> InvokeResponse | None:
        """Runs one turn; an invoke gives its response. NotAnActivity when a field is of the wrong kind."""
        context = TurnContext(self, wire.activity(body))
        await self.run_pipeline(context, logic)
        response = context.turn_state.get(INVOKE_RESPONSE)
        return response.value if response else None

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Posts to the conversation each activity names; keeps an invoke's response for the HTTP answer."""
        return [await self._send(context, activity) for activity in activities]

    async def _send(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        if activity.type == ActivityTypes.invoke_response:
            context.turn_state[INVOKE_RESPONSE] = activity
            return ResourceResponse(id="")
        if activity.type == ActivityTypes.trace:
            return ResourceResponse(id="")
        sent = await self.connector.send(activity.service_url, activity.conversation.id, activity.serialize())
        return ResourceResponse(id=sent)

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replaces an activity sent before."""
        await self.connector.update(activity.service_url, activity.conversation.id, activity.id, activity.serialize())
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Removes an activity sent before."""
        await self.connector.delete(reference.service_url, reference.conversation.id, reference.activity_id)
